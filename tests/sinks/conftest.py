"""Small moving films with known pictures, and their reading back."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from dreamstream.frame import Frame, Pixels, StreamInfo

ReadBack = Callable[[Path], list[tuple[Fraction, Pixels]]]
MakeFrames = Callable[..., list[Frame]]


@pytest.fixture
def make_info() -> Callable[..., StreamInfo]:
    def make(width=48, height=32, rate=Fraction(25), time_base=None) -> StreamInfo:
        return StreamInfo(width, height, rate, time_base or 1 / rate)

    return make


@pytest.fixture
def make_frames() -> MakeFrames:
    """Frames of a faint gradient that grows brighter, 17 to a cycle: the order shows in the mean."""

    def make(info: StreamInfo, count: int, ticks: list[int] | None = None) -> list[Frame]:
        gradient = np.linspace(0, 20, info.width)[None, :, None] * np.ones((info.height, 1, 3))
        times = ticks or [round(index / (info.rate * info.time_base)) for index in range(count)]
        return [
            Frame((gradient + 12 * (index % 17)).astype(np.uint8), index, time * info.time_base)
            for index, time in enumerate(times)
        ]

    return make


@pytest.fixture
def read_back() -> ReadBack:
    """Return every (time in seconds, RGB pixels) of a film."""

    def read(path: Path) -> list[tuple[Fraction, Pixels]]:
        with av.open(path) as container:
            return [
                (frame.pts * frame.time_base, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)
            ]

    return read
