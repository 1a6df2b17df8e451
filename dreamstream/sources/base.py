"""The contract of a source.

A source knows its ``info`` from the moment it is built: building it opens the input and raises a
``SourceError`` of one sentence when it can't. Iterated, once, it yields ``Frame`` values in presentation order.
``close`` gives back what it holds and may be called at any time, any number of times. It holds at most a few
frames in memory, however long the stream is. A source never asks who reads it.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from types import TracebackType
from typing import Self

from dreamstream.errors import UsageError
from dreamstream.frame import Frame, StreamInfo

LONGEST_SIDE = 16384
"""Pixels; what the common codecs and most memories end at."""


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """What may be asked of any source; None leaves it to the source.

    A still then gives 240 frames at 24 per second, its long side at most 640 pixels; a video keeps its own.
    """

    size: tuple[int, int] | None = None
    """(width, height) in pixels, exactly; the picture is scaled to it."""
    fps: Fraction | None = None
    """Frames per second; a video of another rate drops or repeats frames."""
    frames: int | None = None
    """Frames at most."""
    duration_seconds: Fraction | None = None
    """Seconds at most."""

    def __post_init__(self) -> None:
        """Refuse what no source can give.

        Raises:
            UsageError: a size, rate, number of frames or duration that is not positive, or a side too long.
        """
        if self.size is not None and not all(1 <= side <= LONGEST_SIDE for side in self.size):
            width, height = self.size
            raise UsageError(f"a side must be from 1 to {LONGEST_SIDE} pixels, got a size of {width}x{height}")
        for name in ("fps", "frames", "duration_seconds"):
            value = getattr(self, name)
            if value is not None and value <= 0:
                raise UsageError(f"{name} must be more than 0, got {value}")


class Source(ABC):
    """Where frames come from."""

    info: StreamInfo

    @abstractmethod
    def __iter__(self) -> Iterator[Frame]:
        """Yield the frames in presentation order.

        Raises:
            SourceError: the input breaks off or can't be decoded.
        """

    def close(self) -> None:
        """Give back files and decoders; harmless when repeated."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
