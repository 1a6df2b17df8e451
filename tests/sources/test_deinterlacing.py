from collections.abc import Iterator
from fractions import Fraction

import av
import cv2
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


def as_interlaced(frame: av.VideoFrame) -> av.VideoFrame:
    """Let a frame say so."""
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=TICK),
        graph.add("setparams", "field_mode=tff"),
        graph.add("buffersink"),
    ).configure()
    graph.vpush(frame)
    return graph.vpull()


@pytest.mark.parametrize("begins", [1, 2, 5, 6, 7])
def test_a_frame_is_the_same_wherever_those_before_it_begin(begins: int):
    def recorded() -> list[av.VideoFrame]:
        frames = []
        for index, grain in enumerate(np.random.default_rng(0).integers(0, 256, (10, 48, 64), dtype=np.uint8)):
            frame = av.VideoFrame.from_ndarray(cv2.GaussianBlur(grain, (0, 0), 3), format="gray")
            frame.pts, frame.time_base = 40 * index, TICK
            frames.append(as_interlaced(frame) if index in (1, 2, 6, 7, 8) else frame)
        return frames

    whole = list(deinterlaced(recorded(), "auto", TICK))
    part = list(deinterlaced(recorded()[begins:], "auto", TICK))
    assert [frame.pts for frame in part] == [frame.pts for frame in whole[begins:]]
    # The first has lost its neighbour.
    for got, expected in zip(part[1:], whole[begins + 1 :], strict=True):
        assert np.array_equal(got.to_ndarray(), expected.to_ndarray())
