"""Glitches move pixels about and never make new ones."""

from itertools import groupby, product

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0, seed=5)
DTYPES = (np.uint8, np.float32)


def noise(height=40, width=57, dtype=np.uint8):
    return np.random.default_rng(9).integers(0, 256, (height, width, 3)).astype(dtype)


def texture(height, width):
    patches = np.random.default_rng(2).integers(0, 256, (height // 6 + 1, width // 6 + 1, 3)).astype(np.uint8)
    return cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)


def glitch(name, pixels, moment=MOMENT, /, **options):
    return create({"type": name, **options})(pixels, moment)


def brightness(row):
    return np.minimum(row.astype(np.float64) @ [0.299, 0.587, 0.114] / 255, 1)


def pixels_of(picture):
    return sorted(map(tuple, picture.reshape(-1, 3).tolist()))


@given(st.floats(0, 1), st.floats(0, 1), st.booleans(), st.sampled_from(DTYPES))
@settings(max_examples=30, deadline=None)
def test_pixel_sort_sorts_each_stretch_and_leaves_all_else(low, high, descending, dtype):
    pixels = noise(12, 57, dtype)
    result = glitch("pixel-sort", pixels, low=low, high=high, descending=descending)
    for row, out in zip(pixels, result, strict=True):
        keys, start = brightness(row), 0
        for inside, members in groupby((keys >= low) & (keys <= high)):
            end = start + len(list(members))
            if inside:
                order = np.argsort(keys[start:end] * (-1 if descending else 1), kind="stable")
                np.testing.assert_allclose(brightness(out[start:end]), keys[start:end][order], atol=1e-5)
                assert pixels_of(out[start:end]) == pixels_of(row[start:end])
            else:
                np.testing.assert_array_equal(out[start:end], row[start:end])
            start = end


@pytest.mark.parametrize("key", ["brightness", "hue", "saturation"])
def test_pixel_sort_loses_no_pixel_by_any_key_nor_beyond_the_range(key):
    pixels = noise(dtype=np.float32) * 1.2 - 20
    result = glitch("pixel-sort", pixels, key=key)
    for row, out in zip(pixels, result, strict=True):
        assert pixels_of(out) == pixels_of(row)
    assert (result != pixels).any()


def test_columns_are_sorted_as_rows_are():
    turned = glitch("pixel-sort", noise().swapaxes(0, 1), axis="vertical")
    np.testing.assert_array_equal(turned.swapaxes(0, 1), glitch("pixel-sort", noise()))


def test_hue_sorts_red_before_green_before_blue():
    row = np.array([[[0, 0, 200], [200, 0, 0], [0, 200, 0]]], np.uint8)
    result = glitch("pixel-sort", row, key="hue", low=0, high=1)
    assert result.argmax(axis=2).tolist() == [[0, 1, 2]]


@pytest.mark.parametrize("dtype", DTYPES)
def test_scan_jitter_rolls_bands_of_lines(dtype):
    pixels = noise(dtype=dtype)
    result = glitch("scan-jitter", pixels, share=0.5, lines=4, pixels=20)
    moved = 0
    for top in range(0, len(pixels), 4):
        band, out = pixels[top : top + 4], result[top : top + 4]
        (shift,) = (by for by in range(57) if np.array_equal(np.roll(band, by, axis=1), out))
        moved += shift != 0
    assert 2 <= moved <= 8
    np.testing.assert_array_equal(glitch("scan-jitter", pixels, share=0), pixels)


@pytest.mark.parametrize("dtype", DTYPES)
def test_block_shuffle_exchanges_whole_blocks(dtype):
    pixels = noise(43, 57, dtype)
    result = glitch("block-shuffle", pixels, size=8, share=0.5)

    def blocks(picture):
        return [picture[y : y + 8, x : x + 8].tobytes() for y, x in product(range(0, 40, 8), range(0, 56, 8))]

    assert sorted(blocks(result)) == sorted(blocks(pixels))
    same = sum(a == b for a, b in zip(blocks(result), blocks(pixels), strict=True))
    assert 10 <= same < 30
    np.testing.assert_array_equal(result[40:], pixels[40:])
    np.testing.assert_array_equal(result[:, 56:], pixels[:, 56:])


@pytest.mark.parametrize("name", ["scan-jitter", "block-shuffle"])
def test_what_is_random_is_the_frames_own_and_can_be_held(name):
    def at(index, **options):
        return glitch(
            name, noise(64, 64), Moment(index, seed=5), share=0.9, **({"size": 8} if "b" in name else {}), **options
        )

    assert (at(0) != at(1)).any()
    np.testing.assert_array_equal(at(8, hold_frames=4), at(11, hold_frames=4))
    assert (at(8, hold_frames=4) != at(12, hold_frames=4)).any()


@pytest.mark.parametrize("dtype", DTYPES)
def test_mosh_moves_whole_blocks_only(dtype):
    pixels = texture(70, 100).astype(dtype)
    result = glitch("mosh", pixels, size=16, strength=1.5)
    padded = np.pad(pixels, ((30, 30), (30, 30), (0, 0)), mode="reflect")
    moved = 0
    for top, left in product(range(0, 70, 16), range(0, 100, 16)):
        block = result[top : top + 16, left : left + 16]
        height, width = block.shape[:2]
        found = [
            (down, right)
            for down, right in product(range(-12, 13), repeat=2)
            if np.array_equal(padded[top + 30 + down :, left + 30 + right :][:height, :width], block)
        ]
        assert found
        moved += (0, 0) not in found
    assert moved > 5


def test_mosh_leaves_alone_what_is_too_small_or_has_nothing_to_follow():
    np.testing.assert_array_equal(glitch("mosh", noise(31, 100)), noise(31, 100))
    grey = np.full((64, 80, 3), 90, np.uint8)
    np.testing.assert_array_equal(glitch("mosh", grey), grey)
    np.testing.assert_array_equal(glitch("mosh", texture(64, 80), strength=0), texture(64, 80))


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("pixel-sort", {"low": 1.5}, "pixel-sort: low should be less than or equal to 1, not 1.5"),
        ("pixel-sort", {"key": "name"}, "key should be 'brightness', 'hue' or 'saturation', not 'name'"),
        ("scan-jitter", {"share": -1}, "scan-jitter: share should be greater than or equal to 0, not -1"),
        ("block-shuffle", {"size": 1}, "block-shuffle: size should be greater than or equal to 2, not 1"),
        ("mosh", {"scale": 0}, "mosh: scale should be greater than or equal to 0.5, not 0"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        create({"type": name, **options})
