from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.sources.base import Deinterlace
from dreamstream.sources.deinterlacing import deinterlaced

TICK = Fraction(1, 1000)


def combed(count: int = 5, width: int = 64) -> Iterator[av.VideoFrame]:
    """Frames of a light that widens: every second line shows it half a frame later."""
    across, down = np.arange(width), np.arange(48)[:, None]
    for index in range(count):
        light = across < 6 * (2 * index + down % 2)
        frame = av.VideoFrame.from_ndarray(np.where(light, np.uint8(200), np.uint8(60)), format="gray")
        frame.pts, frame.time_base = 40 * index + 7, TICK
        yield frame


def comb(frame: av.VideoFrame) -> float:
    rows = frame.to_ndarray(format="gray").astype(int)[8:-8]
    return float(np.abs(np.diff(rows, axis=0)).mean())


def test_asked_for_every_frame_becomes_whole_at_its_own_time():
    frames = list(deinterlaced(combed(), "on", TICK))
    assert [(frame.pts, frame.time_base) for frame in frames] == [(40 * index + 7, TICK) for index in range(5)]
    assert max(map(comb, frames[1:-1])) < min(map(comb, combed())) / 4


@pytest.mark.parametrize("mode", ["auto", "off"])
def test_frames_that_do_not_say_so_are_passed_on_untouched(mode: Deinterlace):
    given = list(combed())
    assert all(got is frame for got, frame in zip(deinterlaced(given, mode, TICK), given, strict=True))


def test_a_new_size_midway_loses_no_frame():
    frames = list(deinterlaced([*combed(3), *combed(3, width=32)], "on", TICK))
    assert [frame.width for frame in frames] == [64] * 3 + [32] * 3
