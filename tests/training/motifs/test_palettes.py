"""Colours: known values of OKLCh, and palettes that go from dark to light in any hue."""

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.training.motifs.palettes import choose_palette, harmony, natural, oklch, rgb


def luminance(colour):
    return float(np.dot(colour.ravel(), (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize(
    ("lightness", "chroma", "hue", "expected"),
    [
        (1.0, 0.0, 0.0, (1, 1, 1)),
        (0.0, 0.0, 0.0, (0, 0, 0)),
        (0.62796, 0.25768, 29.234 / 360, (1, 0, 0)),
        (0.86644, 0.29483, 142.495 / 360, (0, 1, 0)),
        (0.45201, 0.31321, 264.052 / 360, (0, 0, 1)),
    ],
)
def test_oklch_of_the_corners_of_srgb(lightness, chroma, hue, expected):
    np.testing.assert_allclose(oklch(lightness, chroma, hue).ravel(), expected, atol=2e-3)


@pytest.mark.parametrize("seed", range(20))
def test_palettes_go_from_dark_to_light(seed):
    for palette in (harmony(default_rng(seed)), natural(default_rng(seed), ("fox", "ocean"))):
        assert luminance(palette.dark) < luminance(palette.mid) < luminance(palette.light)


def test_a_ramp_passes_through_its_three_colours():
    palette = harmony(default_rng(0))
    ramp = palette.ramp(np.array([[-1, 0, 0.5, 1, 2]], np.float32))
    for column, colour in enumerate((palette.dark, palette.dark, palette.mid, palette.light, palette.light)):
        np.testing.assert_allclose(ramp[:, 0, column], colour.ravel(), atol=1e-6)


def test_a_favourite_is_chosen_about_half_of_the_time():
    sand = rgb(0xD6 / 255, 0xBD / 255, 0x96 / 255)
    chosen = [choose_palette(default_rng(seed), ("sand",)) for seed in range(300)]
    near = sum(float(abs(palette.light - sand).max()) < 0.16 for palette in chosen)
    assert 0.45 < near / 300 < 0.65
