"""The contract of a source.

A source knows its ``info`` from the moment it is built: building it opens the input and raises a
``SourceError`` of one sentence when it can't. Iterated, once, it yields ``Frame`` values in presentation order.
``close`` gives back what it holds and may be called at any time, any number of times. It holds at most a few
frames in memory, however long the stream is. A source never asks who reads it.
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from dreamstream.closeable import Closeable
from dreamstream.errors import UsageError
from dreamstream.fingerprint import fingerprint
from dreamstream.frame import Frame, StreamInfo

LONGEST_SIDE = 16384
"""Pixels; what the common codecs and most memories end at."""

Fit: TypeAlias = Literal["crop", "pad", "stretch"]
Deinterlace: TypeAlias = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What may be asked of any source; None leaves it to the source.

    A still then gives 240 frames at 24 per second, its long side at most 640 pixels; a video keeps its own.
    """

    size: tuple[int, int] | None = None
    """(width, height) in pixels, exactly; of the two one may be 0, and then keeps the picture's shape."""
    fps: Fraction | None = None
    """Frames per second; a video of another rate drops or repeats frames, numbered pictures are shown at it."""
    frames: int | None = None
    """Frames at most."""
    duration_seconds: Fraction | None = None
    """Seconds at most."""
    from_seconds: Fraction | None = None
    """Leave out what comes before, counted from the input's first frame; what comes then begins at 0."""
    to_seconds: Fraction | None = None
    """Leave out what comes at or after it, counted from the input's first frame."""
    every: int | None = None
    """Take every so many-th frame, each at its own time."""
    fit: Fit | None = None
    """How a picture of another shape comes to ``size``: its middle (crop, the default), all of it within black
    bars (pad), or drawn out of shape (stretch)."""
    deinterlace: Deinterlace | None = None
    """Make whole pictures of interlaced ones: those that say so (auto, the default), all, or none."""
    input_format: str | None = None
    """FFmpeg's name of the container, where it can't be told by the content."""
    reconnect_seconds: Fraction | None = None
    """For how long a stream from the network that broke off is tried again; 0 = not at all."""

    def __post_init__(self) -> None:
        """Refuse what no source can give.

        Raises:
            UsageError: a size, rate, number of frames or duration that is not positive, a side too long, an end that
                is not after the beginning.
        """
        if self.size is not None and not (any(self.size) and all(0 <= side <= LONGEST_SIDE for side in self.size)):
            width, height = self.size
            raise UsageError(f"a side must be from 1 to {LONGEST_SIDE} pixels, got a size of {width}x{height}")
        for name in ("fps", "frames", "duration_seconds", "every"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise UsageError(f"{name} must be more than 0, got {value}")
        start, end = self.from_seconds or 0, self.to_seconds
        if end is not None and end <= start:
            raise UsageError(f"the end at {float(end):g} s must be after the beginning at {float(start):g} s")


@dataclass(frozen=True, slots=True)
class Mark:
    """A frame of a source, as a later run finds it again."""

    index: int
    pts_seconds: Fraction
    picture: str
    """What tells its pixels from others."""
    began_seconds: Fraction = Fraction(0)
    """Where in the input, counted from its own first frame, the source's first frame is."""
    chosen_seconds: Fraction = Fraction(0)
    """At another rate than the input's: when a picture was chosen from which on the frame can be made again."""

    def is_of(self, frame: Frame) -> bool:
        """Tell whether it is this frame, by its time and what it shows."""
        return frame.pts_seconds == self.pts_seconds and fingerprint(frame.pixels.tobytes()) == self.picture


class Source(Closeable):
    """Where frames come from."""

    info: StreamInfo
    public_name = ""
    """What it was opened by, without folders and keys, for others to read; empty where that has no name."""

    @abstractmethod
    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in presentation order.

        Raises:
            SourceError: the input breaks off or can't be decoded.
        """

    def times(self) -> Iterator[Fraction]:
        """Yield the frames' times in seconds, from the first on, as far as they are certain before any is decoded.

        Raises:
            SourceError: the input breaks off or can't be read.
        """
        return iter(())

    def fingerprint(self) -> str | None:
        """Return what differs where the input is another; None where it can't be read a second time.

        Raises:
            OSError: it can't be read any more.
        """
        return None

    def mark(self, frame: Frame) -> Mark:
        """Return by what one of the frames that have been yielded is found again."""
        return Mark(frame.index, frame.pts_seconds, fingerprint(frame.pixels.tobytes()))

    def go_on_at(self, mark: Mark) -> None:
        """Let iteration, which has not begun, yield the marked frame and those after it; others may come before.

        Those are then for what goes along with them: their pictures need not be theirs.
        """

    def close(self) -> None:
        """Give back files and decoders; harmless when repeated."""
