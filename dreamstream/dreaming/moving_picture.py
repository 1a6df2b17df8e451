"""A picture that may change with time, as the dreamer sees a guide."""

from dataclasses import dataclass
from typing import Protocol

from dreamstream.frame import FloatPixels, Moment


class MovingPicture(Protocol):
    """A moment to a picture: float32 RGB (H, W, 3) of any size, the very same array for as long as it stays."""

    def __call__(self, moment: Moment) -> FloatPixels:
        """Return the picture at that moment; moments mostly grow."""
        ...

    def close(self) -> None:
        """Give back files and decoders; harmless when repeated."""
        ...


@dataclass(frozen=True, eq=False)
class StillPicture:
    """A picture that does not change."""

    pixels: FloatPixels

    def __call__(self, moment: Moment) -> FloatPixels:
        """Return the picture."""
        return self.pixels

    def close(self) -> None:
        """Do nothing."""
