"""What RGB has comes back as it was; what it has not becomes paler, of the same hue, and still tells apart."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.gamut import from_lab
from dreamstream.lab import to_lab


def colour(lightness, chroma, hue):
    a, b = chroma * np.cos(hue), chroma * np.sin(hue)
    return from_lab(np.array([[[lightness, a, b]]], np.float32))[0, 0]


def test_colours_short_of_the_edge_come_back_as_they_were(rng):
    pixels = rng.uniform(40, 215, (24, 30, 3)).astype(np.float32)
    np.testing.assert_allclose(from_lab(to_lab(pixels)), pixels, atol=0.6)


def test_greys_come_back_as_they_were_up_to_black_and_white():
    greys = np.arange(256, dtype=np.float32)[None, :, None].repeat(3, axis=2)
    np.testing.assert_allclose(from_lab(to_lab(greys)), greys, atol=0.6)


def test_colours_on_the_edge_move_by_little(rng):
    pixels = rng.choice([0, 128, 255], (24, 30, 3)).astype(np.float32)
    np.testing.assert_allclose(from_lab(to_lab(pixels)), pixels, atol=13)


@given(st.floats(0, 100), st.floats(0, 200), st.floats(0, 2 * np.pi))
def test_every_colour_is_within_the_range(lightness, chroma, hue):
    pixel = colour(lightness, chroma, hue)
    assert (pixel >= 0).all()
    assert (pixel <= 255).all()


@given(st.floats(10, 90), st.floats(0, 2 * np.pi))
def test_what_differed_beyond_the_range_differs_within_it_and_touches_no_edge(lightness, hue):
    stronger, strongest = colour(lightness, 90, hue), colour(lightness, 110, hue)
    assert np.abs(stronger - strongest).max() > 0.05
    assert min(stronger.min(), strongest.min()) > 0
    assert max(stronger.max(), strongest.max()) < 255


@given(st.floats(10, 90), st.floats(0, 2 * np.pi))
def test_lightness_stays_about_what_it_was(lightness, hue):
    """Cut off channel by channel, it changes by up to 15."""
    assert abs(to_lab(colour(lightness, 80, hue)[None, None])[0, 0, 0] - lightness) < 5


def test_lighter_than_white_is_white():
    np.testing.assert_allclose(colour(120, 0, 0), 255, atol=0.01)
    np.testing.assert_allclose(colour(-20, 0, 0), 0, atol=0.01)
