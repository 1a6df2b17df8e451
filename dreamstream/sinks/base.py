"""The contract of a sink.

A sink is built before any work is done: its constructor refuses at once, with one sentence, what can't be
written (``SinkError``) or must not be (``OutputExistsError``). Then, in order and from one thread::

    open(info)      once, with the stream's facts
    write(frame)    any number of times, in presentation order
    finish()        completes the output under its final name
      or
    abandon()       after a failure: nothing appears under the final name; what was written so far stays
                    beside it, playable, and its path is returned (None when nothing was written)

Either ending may be called twice, or before ``open``; the second call does nothing. A sink holds at most a
few frames in memory, however long the film is.

Where somebody reads while it is written, ``open``, ``write`` and ``finish`` may raise ``Stopped``: he has had
enough, which is no fault.
"""

from abc import ABC, abstractmethod
from pathlib import Path

from dreamstream.frame import Frame, StreamInfo


class Sink(ABC):
    """Where frames go."""

    enough_frames: int | None = None
    """How many frames are enough where nobody says how many shall come; None where all are wanted."""
    leaves_off = False
    """Whether it is abandoned where the render is stopped, rather than finished: a later one goes on or begins anew."""

    @abstractmethod
    def open(self, info: StreamInfo) -> None:
        """Begin the output.

        Raises:
            SinkError: it can't be begun.
        """

    @abstractmethod
    def write(self, frame: Frame) -> None:
        """Add one frame.

        Raises:
            SinkError: it can't be encoded or written.
        """

    @abstractmethod
    def finish(self) -> None:
        """Complete the output and put it under its final name.

        Raises:
            SinkError: it can't be completed; what plays is left beside it.
        """

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return about how large the output of so many ``frames`` of so many ``pixels`` will be; None if unknown."""
        del pixels, frames
        return None

    @abstractmethod
    def abandon(self) -> Path | None:
        """Close without completing; return the playable rest, or None."""
