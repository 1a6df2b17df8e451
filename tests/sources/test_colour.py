import numpy as np
import pytest

from dreamstream.sources import colour
from dreamstream.sources.colour import bgr_to_rgb, over_black, to_eight_bits


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (np.uint8(77), 77),
        (np.uint16(257 * 77 + 128), 77),
        (np.uint16(257 * 77 + 129), 78),
        (np.uint16(65535), 255),
        (np.int16(-5), 0),
        (np.float32(0.5), 128),
        (np.float32(7), 255),
        (np.float64("nan"), 0),
        (np.float32("inf"), 255),
    ],
)
def test_every_depth_is_scaled_rounded_and_clipped(stored: np.generic, expected: int):
    assert to_eight_bits(np.full((2, 2), stored)).tolist() == [[expected] * 2] * 2


@pytest.mark.parametrize(
    ("pixel", "rgb"),
    [
        ([[7]], (7, 7, 7)),
        ([[[10, 20, 30]]], (30, 20, 10)),
        ([[[10, 20, 30, 255]]], (30, 20, 10)),
        ([[[10, 20, 30, 0]]], (0, 0, 0)),
        ([[[255, 255, 255, 128]]], (128, 128, 128)),
    ],
)
def test_grey_bgr_and_bgra_become_rgb(pixel: list[object], rgb: tuple[int, int, int]):
    pixels = bgr_to_rgb(np.array(pixel, np.uint8))
    assert pixels.dtype == np.uint8
    assert pixels.tolist() == [[list(rgb)]]


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_large_picture_becomes_the_same_band_by_band(channels: int, monkeypatch: pytest.MonkeyPatch):
    pixels = np.random.default_rng(0).integers(0, 65536, (7, 5, channels), np.uint16)
    whole = bgr_to_rgb(pixels)
    monkeypatch.setattr(colour, "_BAND_PIXELS", 10)
    assert np.array_equal(bgr_to_rgb(pixels), whole)


def test_eight_bit_bgr_takes_no_more_memory():
    pixels = np.random.default_rng(0).integers(0, 256, (7, 5, 3), np.uint8)
    before = pixels.copy()
    rgb = bgr_to_rgb(pixels)
    assert np.shares_memory(rgb, pixels)
    assert np.array_equal(rgb, before[..., ::-1])


def test_laying_over_black_rounds_to_nearest():
    colours, alphas = np.meshgrid(np.arange(256), np.arange(256))
    rgba = np.stack([colours, colours, colours, alphas], axis=-1).astype(np.uint8)
    exact = colours * alphas / 255
    assert np.abs(over_black(rgba)[..., 0] - exact).max() <= 0.5
