from dataclasses import FrozenInstanceError
from fractions import Fraction

import numpy as np
import pytest

from dreamstream import Frame, StreamInfo
from dreamstream.frame import to_pixels


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((2, 3), np.uint8),
        np.zeros((2, 3, 4), np.uint8),
        np.zeros((1, 2, 3, 3), np.uint8),
        np.zeros((2, 3, 3), np.float32),
    ],
)
def test_a_frame_is_rgb_of_bytes(pixels):
    with pytest.raises(ValueError, match=r"a frame is \(H, W, 3\) uint8, got \("):
        Frame(pixels, 0, Fraction(0))


def test_what_flows_through_the_pipeline_is_frozen():
    frame = Frame(np.zeros((2, 3, 3), np.uint8), 7, Fraction(7, 25))
    with pytest.raises(FrozenInstanceError):
        frame.index = 8
    with pytest.raises(FrozenInstanceError):
        StreamInfo(3, 2, Fraction(25), Fraction(1, 25)).width = 4


def test_pixels_are_rounded_and_clipped():
    picture = np.array([-3, 0.4, 0.6, 254.6, 300], np.float32)
    assert to_pixels(picture).tolist() == [0, 0, 1, 255, 255]
    assert to_pixels(picture).dtype == np.uint8
