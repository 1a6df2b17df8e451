"""A channel between real threads: order, room, and both ways to end."""

import threading
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.channel import Channel, ChannelCancelled

LONG_SECONDS = 20
"""Never waited for, unless the channel fails to wake somebody."""


class Item:
    """Something whose end can be observed."""


class Thread(threading.Thread):
    """A thread that keeps what its work returned or raised."""

    def __init__(self, work):
        super().__init__(daemon=True)
        self.work = work
        self.result = None
        self.start()

    def run(self):
        try:
            self.result = self.work()
        except ChannelCancelled as error:
            self.result = error

    def wait(self):
        self.join(LONG_SECONDS)
        assert not self.is_alive(), "still waiting"
        return self.result


class Watched(Channel):
    """A channel that says when somebody has to wait at it."""

    def __init__(self, capacity):
        super().__init__(capacity)
        self.somebody_waits = threading.Event()
        wait = self._changed.wait

        def wait_and_tell(timeout=None):
            self.somebody_waits.set()
            return wait(timeout)

        self._changed.wait = wait_and_tell


def fill(channel, items):
    for item in items:
        channel.put(item)
    channel.close()


@given(items=st.lists(st.integers(), max_size=30), capacity=st.integers(1, 4))
def test_everything_arrives_in_order_and_never_more_than_fits_is_inside(items, capacity):
    channel, inside = Channel(capacity), []
    writer = Thread(lambda: fill(channel, items))

    def read():
        for item in channel:
            inside.append(len(channel._items))
            yield item

    assert Thread(lambda: list(read())).wait() == items
    assert max(inside, default=0) <= capacity
    writer.wait()


def test_a_full_channel_makes_the_writer_wait_until_somebody_reads():
    channel = Watched(1)
    writer = Thread(lambda: fill(channel, "ab"))
    assert channel.somebody_waits.wait(LONG_SECONDS)
    assert writer.is_alive()
    assert Thread(lambda: list(channel)).wait() == ["a", "b"]
    writer.wait()


def test_an_empty_channel_makes_the_reader_wait_until_it_is_closed():
    channel = Watched(1)
    reader = Thread(lambda: list(channel))
    assert channel.somebody_waits.wait(LONG_SECONDS)
    channel.close()
    assert reader.wait() == []


def test_a_writer_can_wait_until_somebody_reads():
    channel = Watched(3)
    writer = Thread(lambda: (channel.await_reader(), channel.put("a"), channel.await_reader(), channel.close()))
    assert channel.somebody_waits.wait(LONG_SECONDS)
    assert writer.is_alive()
    assert Thread(lambda: list(channel)).wait() == ["a"]
    writer.wait()


def test_a_cancel_wakes_a_writer_that_waits_for_a_reader():
    channel = Watched(3)
    waiting = Thread(channel.await_reader)
    assert channel.somebody_waits.wait(LONG_SECONDS)
    channel.cancel()
    assert isinstance(waiting.wait(), ChannelCancelled)


def test_what_was_put_in_before_the_close_can_still_be_read():
    channel = Channel(3)
    fill(channel, "abc")
    assert list(channel) == ["a", "b", "c"]


@pytest.mark.parametrize("items", ["", "a"], ids=["reader", "writer"])
def test_cancelling_wakes_whoever_waits(items):
    channel = Watched(1)
    for item in items:
        channel.put(item)
    waiting = Thread(lambda: channel.put("b") if items else list(channel))
    assert channel.somebody_waits.wait(LONG_SECONDS)
    channel.cancel()
    assert isinstance(waiting.wait(), ChannelCancelled)


def test_after_a_cancel_neither_end_works_and_nothing_is_kept():
    channel, item = Channel(2), Item()
    kept = weakref.ref(item)
    channel.put(item)
    del item
    channel.cancel()
    assert kept() is None
    with pytest.raises(ChannelCancelled):
        channel.put("b")
    with pytest.raises(ChannelCancelled):
        list(channel)
    channel.close()
    with pytest.raises(ChannelCancelled):
        list(channel)
