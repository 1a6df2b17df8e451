import threading

import cv2
import pytest
import torch

from dreamstream.network.threads import apart, computing_on


def counts():
    return torch.get_num_threads(), cv2.getNumThreads()


@pytest.fixture(autouse=True)
def own_counts():
    """Let the process have counts of its own, two, during a test."""
    with computing_on(2):
        yield


def test_threads_are_as_many_as_asked_for_and_then_as_before():
    with pytest.raises(KeyError), computing_on(3):
        assert counts() == (3, 3)
        raise KeyError
    assert counts() == (2, 2)


def test_threads_that_are_started_within_compute_on_as_many():
    seen = []
    with computing_on(3):
        thread = threading.Thread(target=lambda: seen.append(torch.get_num_threads()))
        thread.start()
        thread.join()
    assert seen == [3]


@pytest.mark.parametrize("threads", ["auto", None])
def test_unasked_nothing_is_changed(threads):
    with computing_on(threads):
        assert counts() == (2, 2)
        # Nor is what somebody changes meanwhile.
        torch.set_num_threads(3)
    assert counts() == (3, 2)


def test_what_is_done_apart_leaves_no_thread_behind():
    thread = apart(threading.current_thread)
    assert thread is not threading.current_thread()
    assert not thread.is_alive()
    with pytest.raises(KeyError, match="lost"):
        apart(lambda: {}["lost"])
