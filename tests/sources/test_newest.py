import threading
from collections.abc import Iterator

import pytest

from dreamstream.frame import Arrival
from dreamstream.sources.newest import Newest


def test_a_slow_reader_gets_what_came_last_and_all_threads_end():
    go_on, all_read = threading.Event(), threading.Event()

    def camera() -> Iterator[int]:
        yield 0
        assert go_on.wait(60)
        yield from range(1, 100)
        all_read.set()

    newest = Newest(camera(), iter(range(100, 200)).__next__)
    frames = iter(newest)
    assert next(frames) == 0
    assert newest.arrival == Arrival(100, 0)
    go_on.set()
    assert all_read.wait(60)
    assert list(frames) == [99]
    newest.join()
    assert newest.missed == 98
    assert newest.arrival == Arrival(199, 98)


def test_what_goes_wrong_while_reading_is_raised_after_the_last_frame():
    def camera() -> Iterator[int]:
        yield 1
        raise OSError("unplugged")

    frames = iter(Newest(camera()))
    assert next(frames) == 1
    with pytest.raises(OSError, match="unplugged"):
        next(frames)


def test_unread_there_is_nothing_to_wait_for():
    Newest([1]).join()
