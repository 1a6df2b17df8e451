"""Rounding and clipping between the two kinds of picture."""

import numpy as np
import pytest

from dreamstream.distortions.levels import looked_up, luminance, whole_levels, within_levels

VALUES = np.array([-3, 0.4, 0.6, 254.6, 300], np.float32).reshape(1, 5, 1).repeat(3, axis=2)


def row(picture):
    return picture[0, :, 0].tolist()


def test_within_levels_clips_and_rounds_what_is_whole():
    assert row(within_levels(VALUES.copy(), np.empty(0, np.uint8))) == [0, 0, 1, 255, 255]
    assert row(within_levels(VALUES.copy(), VALUES)) == pytest.approx([0, 0.4, 0.6, 254.6, 255])


def test_whole_levels_are_the_nearest():
    assert row(whole_levels(VALUES)) == [0, 0, 1, 255, 255]
    assert VALUES[0, 0, 0] == -3


def test_looked_up_keeps_the_dtype():
    table = 255 - np.arange(256)
    assert row(looked_up(VALUES, table)) == [255, 255, 254, 0, 0]
    assert looked_up(VALUES, table).dtype == np.float32


def test_luminance_weighs_as_bt601():
    pixels = np.random.default_rng(0).integers(0, 256, (5, 6, 3)).astype(np.uint8)
    np.testing.assert_allclose(luminance(pixels), pixels @ np.array([0.299, 0.587, 0.114]), atol=0.01)
