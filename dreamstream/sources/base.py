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

from dreamstream.frame import Frame, StreamInfo


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
