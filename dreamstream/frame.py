"""What flows through the pipeline: a picture with its place in time, and the stream's own facts."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dreamstream.companions.base import Chapter, Packet, Track

Pixels: TypeAlias = NDArray[np.uint8]
"""(H, W, 3) uint8 RGB, 0..255."""

FloatPixels: TypeAlias = NDArray[np.float32]
"""(H, W, 3) float32 RGB, 0..255; may overshoot the range between two operations."""


ENDLESS = sys.maxsize
"""So many frames that nobody sees the last one."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a picture is: what every effect that moves in time or draws random numbers is given."""

    index: int
    """Number of the frame in the stream, from 0."""
    pts_seconds: Fraction = Fraction(0)
    """Presentation time, exact."""
    seed: int = 0
    """The render's seed; with ``index`` it determines every random number."""
    frame_count: int | None = None
    """Frames of the whole stream; None where it has no known end."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a picture came that waits for nobody."""

    seconds: float
    """When, by ``time.monotonic``."""
    dropped: int
    """Pictures before it, in all, that nobody had taken before a newer one came."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a stream.

    Raises:
        ValueError: the pixels are not (H, W, 3) uint8.
    """

    pixels: Pixels
    """(H, W, 3) uint8 RGB."""
    index: int
    """Number of the frame in the stream, from 0."""
    pts_seconds: Fraction
    """Presentation time, exact."""
    companions: tuple[Packet, ...] = ()
    """Of the stream's tracks, what begins before the next frame and came with none before, in order."""
    arrival: Arrival | None = None
    """Of a live stream's frame; None where that is not known."""

    def __post_init__(self) -> None:
        if self.pixels.ndim != 3 or self.pixels.shape[2] != 3 or self.pixels.dtype != np.uint8:
            raise ValueError(f"a frame is (H, W, 3) uint8, got {self.pixels.shape} {self.pixels.dtype}")


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """What is known of a stream before its first frame."""

    width: int
    """Pixels."""
    height: int
    """Pixels."""
    rate: Fraction
    """Frames per second: the nominal rate; the frames' own times are exact."""
    time_base: Fraction
    """Seconds per tick in which every frame's time is a whole number."""
    frame_count: int | None = None
    """How many frames will come; None when not known."""
    is_still: bool = False
    """One picture repeated: the dream feeds on itself rather than on new frames."""
    is_live: bool = False
    """It goes on whether it is read or not: only its newest frame is of interest, and that only once it is wanted."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """The container's tags."""
    format: str = ""
    """FFmpeg's name of the container it came in, as 'yuv4mpegpipe'; empty where it was in none."""
    pixel_aspect: Fraction = Fraction(1)
    """Width of a stored pixel over its height; the frames have square ones."""
    recipe: str = ""
    """How the output is made, as TOML, for its file to carry; empty where it shall carry none."""
    recipe_so_far: Callable[[], str] | None = None
    """Tells what has become of ``recipe`` by what was done meanwhile; None where nothing can be done."""
    tracks: tuple[Track, ...] = ()
    """Sound and subtitles, whose packets come with the frames."""
    chapters: tuple[Chapter, ...] = ()


Distort: TypeAlias = Callable[[FloatPixels, Moment], FloatPixels]
"""A distortion as the dreamer sees it: a picture and its moment in, the same shape and dtype out."""


def to_pixels(picture: FloatPixels) -> Pixels:
    """Return a float32 picture rounded to uint8, clipped to 0..255."""
    return np.clip(np.rint(picture), 0, 255).astype(np.uint8)


def turned_round(last_to_first: Iterable[tuple[Fraction, Pixels]], last_seconds: Fraction) -> Iterator[Frame]:
    """Yield the frames of a film that runs backwards, from 0 on, each shown for as long as it was.

    Args:
        last_to_first: times in seconds and pictures of the film that runs forward, the last one first.
        last_seconds: for how long that one was shown.
    """
    end_seconds: Fraction | None = None
    later_seconds = Fraction(0)
    for index, (pts_seconds, pixels) in enumerate(last_to_first):
        if end_seconds is None:
            end_seconds = later_seconds = pts_seconds + last_seconds
        yield Frame(pixels, index, end_seconds - later_seconds)
        later_seconds = pts_seconds
