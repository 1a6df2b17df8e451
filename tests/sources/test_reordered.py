"""Pictures in AVI, which tells only when they are decoded: they are shown in order, one a frame's time."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.sources import open_source


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
@pytest.mark.parametrize("count", [2, 30])
def test_reordered_frames_are_evenly_spaced(make_video, codec, count):
    def reorder(stream):
        stream.options = {"bf": "3", "g": "12"}

    pictures = [np.full((64, 64, 3), 8 * index, np.uint8) for index in range(count)]
    path = make_video("a.avi", pictures=pictures, codec=codec, pixel_format="yuv420p", set_up=reorder)
    with open_source(path) as source:
        frames = list(source)
    assert [frame.pts_seconds for frame in frames] == [Fraction(index, 25) for index in range(count)]
    brightness = [frame.pixels.mean() for frame in frames]
    assert brightness == sorted(brightness)
