"""Palettes: as many pictures out as in, close to the originals, and never the whole film in memory."""

from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.sinks.palettes import FIRST_FRAMES, FirstFramesPalette, FramePalette

TICK = Fraction(1, 100)


def pictures(count):
    across, down = np.meshgrid(np.arange(48), np.arange(32))
    for index in range(count):
        rgb = np.stack([across * 5 + index, down * 7, (across + down) * 3], axis=2) % 256
        made = av.VideoFrame.from_ndarray(rgb.astype(np.uint8), format="rgb24")
        made.pts, made.time_base = index * 4, TICK
        yield made


@pytest.mark.parametrize("kind", [FramePalette, FirstFramesPalette])
@pytest.mark.parametrize("count", [0, 1, FIRST_FRAMES - 1, FIRST_FRAMES, FIRST_FRAMES + 3])
def test_every_picture_comes_out_once_in_256_colours(kind, count):
    palette = kind(48, 32, TICK)
    out = [made for each in pictures(count) for made in palette.feed(each)]
    out += palette.drain()
    assert [made.pts for made in out] == [index * 4 for index in range(count)]
    for made, original in zip(out, pictures(count), strict=True):
        assert made.format.name == "pal8"
        difference = made.to_ndarray(format="rgb24").astype(int) - original.to_ndarray()
        assert np.abs(difference).mean() < 12


@pytest.mark.parametrize(("kind", "most_held"), [(FramePalette, 1), (FirstFramesPalette, FIRST_FRAMES)])
def test_only_so_many_pictures_are_held_back(kind, most_held):
    palette = kind(48, 32, TICK)
    out = 0
    for index, each in enumerate(pictures(60)):
        out += len(list(palette.feed(each)))
        assert index + 1 - out <= most_held
