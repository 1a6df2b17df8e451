"""Several streams, each of which goes on from its own frames, dreamed a frame of each at a time."""

import threading
from concurrent.futures import Future
from typing import TypeVar

from dreamstream.dreaming.asking import Asking
from dreamstream.dreaming.dreamer import Dreamer
from dreamstream.dreaming.together import Together
from dreamstream.frame import Frame
from dreamstream.network.network import Network

T = TypeVar("T")


class Ensemble:
    """Leads the dreams of several streams side by side, all in one thread.

    Each stream has a thread of its own, which waits for its dream. Once all have come with a frame, the frames are
    dreamed together; a stream that has ended is no longer waited for. What one dream raises is its own stream's affair.

    Args:
        network: what computes.
        streams: how many there are.
        most_pixels: of the pictures that go through the network at once; None for as many as there are.
    """

    def __init__(self, network: Network, streams: int, most_pixels: int | None = None) -> None:
        self._together = Together(network, most_pixels)
        self._streams = streams
        self._waiting: list[tuple[Asking[Frame], Future[Frame]]] = []
        self._changed = threading.Condition()

    def join(self, dreamer: Dreamer) -> None:
        """Have the dreams of a stream's dreamer led here; comes before its first."""
        dreamer.led = self._lead
        # Steps that are replayed are each picture's own.
        dreamer.stepper = None

    def leave(self) -> None:
        """Say that a stream has no further frame."""
        with self._changed:
            self._streams -= 1
            self._changed.notify_all()

    def conduct(self) -> None:
        """Compute what the streams come with, until all have left."""
        while True:
            with self._changed:
                self._changed.wait_for(lambda: len(self._waiting) >= self._streams)
                waiting, self._waiting = self._waiting, []
            if not waiting:
                return
            self._dream(waiting)

    def _lead(self, dream: Asking[Frame]) -> Frame:
        end = Future[Frame]()
        with self._changed:
            self._waiting.append((dream, end))
            self._changed.notify_all()
        return end.result()

    def _dream(self, waiting: list[tuple[Asking[Frame], "Future[Frame]"]]) -> None:
        try:
            outcomes = self._together([_settled(dream) for dream, _ in waiting])
        except BaseException as error:
            # Whatever it is: nobody else would end the streams' waiting.
            for _, end in waiting:
                end.set_exception(error)
            return
        for (_, end), outcome in zip(waiting, outcomes, strict=True):
            if isinstance(outcome, Exception):
                end.set_exception(outcome)
            else:
                end.set_result(outcome)


def _settled(dream: Asking[T]) -> Asking[T | Exception]:
    """Return a dream that leads to what the other one raises, if it does."""
    try:
        return (yield from dream)
    except Exception as error:
        return error
