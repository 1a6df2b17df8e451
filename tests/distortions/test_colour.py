"""Colours against their formulas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
DTYPES = (np.uint8, np.float32)
LUMA = np.array([0.299, 0.587, 0.114])
every_dtype = pytest.mark.parametrize("dtype", DTYPES)


def picture(dtype=np.uint8, low=0, high=256):
    return np.random.default_rng(6).integers(low, high, (30, 41, 3)).astype(dtype)


def one(*colour):
    return np.array(colour, np.float32).reshape(1, 1, 3)


def apply(name, pixels, **options):
    return create({"type": name, **options})(pixels, MOMENT)


def assert_levels(result, expected):
    """Compare with exact values: uint8 to the nearest level."""
    np.testing.assert_allclose(result, expected, rtol=0, atol=0.502 if result.dtype == np.uint8 else 0.01)


@every_dtype
@pytest.mark.parametrize("degrees", [0, 360, -360])
def test_a_whole_turn_of_hue_is_none(dtype, degrees):
    np.testing.assert_allclose(apply("hue-drift", picture(dtype), degrees=degrees), picture(dtype), atol=0.05)


def test_a_third_of_a_turn_takes_red_to_green_to_blue():
    for colour, brightest in ((one(140, 90, 90), 1), (one(90, 140, 90), 2), (one(90, 90, 140), 0)):
        assert apply("hue-drift", colour, degrees=120).argmax() == brightest


@given(st.floats(-360, 360), st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_hue_drift_keeps_luminance(degrees, saturation):
    pixels = picture(np.float32, 110, 140)
    result = apply("hue-drift", pixels, degrees=degrees, saturation=saturation)
    np.testing.assert_allclose(result @ LUMA, pixels @ LUMA, atol=0.05)


@every_dtype
def test_hue_drift_adds_up(dtype):
    once = picture(dtype, 110, 140)
    for _ in range(4):
        once = apply("hue-drift", once, degrees=30)
    tolerance = 3 if dtype == np.uint8 else 0.01
    np.testing.assert_allclose(once, apply("hue-drift", picture(dtype, 110, 140), degrees=120), atol=tolerance)


@every_dtype
def test_levels_spread_black_to_white_by_gamma(dtype):
    pixels = picture(dtype)
    expected = 255 * np.clip((pixels.astype(np.float64) - 20) / 180, 0, 1) ** (1 / 1.7)
    assert_levels(apply("levels", pixels, black=20, white=200, gamma=1.7), expected)
    assert_levels(apply("levels", pixels), pixels)


@every_dtype
def test_saturation_is_the_distance_from_grey(dtype):
    pixels = picture(dtype)
    grey = (pixels @ LUMA)[..., None]
    assert_levels(apply("levels", pixels, saturation=0), grey.repeat(3, axis=2))
    assert_levels(apply("levels", pixels, saturation=1.5), np.clip(grey + 1.5 * (pixels - grey), 0, 255))


@every_dtype
@pytest.mark.parametrize("levels", [2, 6, 256])
def test_posterise_takes_the_nearest_of_evenly_spread_levels(dtype, levels):
    spread = np.linspace(0, 255, levels)
    pixels = picture(dtype)
    result = apply("posterise", pixels, levels=levels)
    nearest = abs(pixels[..., None] - spread).min(-1)
    np.testing.assert_allclose(abs(result.astype(np.float64) - pixels), nearest, atol=0.5)
    assert set(np.unique(result)) <= set(np.rint(spread))
    np.testing.assert_array_equal(apply("posterise", result, levels=levels), result)


@every_dtype
@pytest.mark.parametrize("bits", [1, 3, 8])
def test_bit_crush_keeps_the_highest_bits(dtype, bits):
    pixels, step = picture(dtype), 2 ** (8 - bits)
    np.testing.assert_array_equal(apply("bit-crush", pixels, bits=bits), pixels // step * step + step // 2)
    crushed = (picture() ^ 0b10100000).astype(dtype) // step * step + step // 2
    np.testing.assert_array_equal(apply("bit-crush", pixels, bits=bits, flip=0b10100000), crushed)


@every_dtype
def test_palette_shift_moves_levels_on_a_ring_of_256(dtype):
    pixels = picture(dtype)
    result = apply("palette-shift", pixels, red=7, green=-9, blue=255)
    np.testing.assert_array_equal(result, (pixels + np.array([7, -9, 255])) % 256)
    np.testing.assert_array_equal(apply("palette-shift", result, red=-7, green=9, blue=-255), pixels)


@every_dtype
def test_channel_shift_moves_red_and_blue_apart_and_leaves_green(dtype):
    pixels = picture(dtype)
    result = apply("channel-shift", pixels, x=3, y=-1.25)
    for channel, shift in ((0, (-1.25, 3)), (1, (0, 0)), (2, (1.25, -3))):
        expected = ndimage.shift(pixels[..., channel].astype(np.float64), shift, order=1, mode="mirror")
        assert_levels(result[..., channel], expected)


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("hue-drift", {"degrees": 400}, "hue-drift: degrees should be less than or equal to 360, not 400"),
        ("levels", {"black": 200, "white": 100}, "levels: black 200 has to lie below white 100"),
        ("levels", {"gamma": 0}, "levels: gamma should be greater than or equal to 0.05, not 0"),
        ("posterise", {"levels": 1}, "posterise: levels should be greater than or equal to 2, not 1"),
        ("palette-shift", {"red": 300}, "palette-shift: red should be less than or equal to 255, not 300"),
        ("channel-shift", {"x": "far"}, "channel-shift: x: unknown variable 'far'"),
        ("bit-crush", {"bits": 9}, "bit-crush: bits should be less than or equal to 8, not 9"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        create({"type": name, **options})
