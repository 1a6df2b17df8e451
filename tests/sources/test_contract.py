"""What every source promises. A new one joins by a line in ``SOURCES``."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.frame import Frame
from dreamstream.sources import Source, SourceOptions, open_source

MakeVideo = Callable[..., Path]
Open = Callable[[SourceOptions], Source]

SOURCES = ["array", "noise", "picture", "video", "video of uneven times", "gif"]


@pytest.fixture(params=SOURCES)
def opened(request: pytest.FixtureRequest, tmp_path: Path, make_video: MakeVideo) -> Open:
    pixels = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)

    def open_with(options: SourceOptions) -> Source:
        match request.param:
            case "array":
                return open_source(pixels, options)
            case "noise":
                return open_source("noise:64x48", options)
            case "picture":
                cv2.imwrite(str(tmp_path / "a.png"), pixels)
                return open_source(tmp_path / "a.png", options)
            case "video":
                return open_source(make_video(rate=Fraction(30000, 1001)), options)
            case "video of uneven times":
                return open_source(make_video(pts=[0, 40, 300, 310, 500, 900]), options)
            case _:
                return open_source(make_video("a.gif", codec="gif", pixel_format="rgb8"), options)

    return open_with


ALL_OPTIONS = [
    SourceOptions(),
    SourceOptions(frames=3),
    SourceOptions(size=(30, 22), frames=3),
    SourceOptions(fps=Fraction(10)),
    SourceOptions(fps=Fraction(24000, 1001), duration_seconds=Fraction(1, 7)),
]


@pytest.mark.parametrize("options", ALL_OPTIONS)
def test_frames_are_what_the_info_says(opened: Open, options: SourceOptions):
    with opened(options) as source:
        info, frames = source.info, list(source)
    assert frames
    assert all(isinstance(frame, Frame) for frame in frames)
    assert {frame.pixels.shape for frame in frames} == {(info.height, info.width, 3)}
    assert info.rate > 0


@pytest.mark.parametrize("options", ALL_OPTIONS)
def test_times_begin_at_0_grow_and_fit_the_time_base(opened: Open, options: SourceOptions):
    with opened(options) as source:
        frames = list(source)
        time_base = source.info.time_base
    times = [frame.pts_seconds for frame in frames]
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert times[0] == 0
    assert times == sorted(set(times))
    assert all(isinstance(time, Fraction) and (time / time_base).denominator == 1 for time in times)


def test_options_are_obeyed(opened: Open):
    options = SourceOptions(size=(30, 22), fps=Fraction(12), frames=2, duration_seconds=Fraction(1))
    with opened(options) as source:
        assert (source.info.width, source.info.height, source.info.rate) == (30, 22, 12)
        assert [frame.pts_seconds for frame in source] == [0, Fraction(1, 12)]


def test_it_can_be_closed_at_any_time_any_number_of_times(opened: Open):
    source = opened(SourceOptions())
    next(iter(source))
    source.close()
    source.close()
    opened(SourceOptions()).close()
