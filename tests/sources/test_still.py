import itertools
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.errors import UsageError
from dreamstream.frame import ENDLESS
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.still import StillSource, fitted, scaled


def picture(width: int, height: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), dtype=np.uint8)


def test_unasked_it_gives_ten_seconds_at_24():
    source = StillSource(picture(64, 48))
    frames = list(source)
    assert len(frames) == source.info.frame_count == 240
    assert (source.info.rate, source.info.time_base, source.info.is_still) == (24, Fraction(1, 24), True)
    assert [frame.pts_seconds for frame in frames[:3]] == [0, Fraction(1, 24), Fraction(1, 12)]


def test_every_frame_is_the_same_read_only_array():
    seed = picture(64, 48)
    first, second = StillSource(seed, SourceOptions(frames=2))
    assert first.pixels is second.pixels
    assert not first.pixels.flags.writeable
    assert seed.flags.writeable
    assert np.array_equal(first.pixels, seed)


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (SourceOptions(frames=5), 5),
        (SourceOptions(frames=500), 500),
        (SourceOptions(duration_seconds=Fraction(1)), 24),
        (SourceOptions(duration_seconds=Fraction(1), fps=Fraction(30000, 1001)), 30),
        (SourceOptions(duration_seconds=Fraction(1, 100)), 1),
        (SourceOptions(duration_seconds=Fraction(1), frames=7), 7),
    ],
)
def test_the_length_is_by_frames_or_seconds_whichever_ends_first(options: SourceOptions, count: int):
    assert StillSource(picture(4, 4), options).info.frame_count == count


@pytest.mark.parametrize(
    ("given_size", "expected"),
    [
        ((1024, 576), (640, 360)),
        ((1000, 667), (640, 426)),
        ((500, 2000), (160, 640)),
        ((301, 201), (300, 200)),
        ((5000, 1), (640, 2)),
        ((1, 1), (2, 2)),
    ],
)
def test_unasked_the_long_side_is_at_most_640_and_both_are_even(given_size: tuple[int, int], expected: tuple[int, int]):
    info = StillSource(picture(*given_size)).info
    assert (info.width, info.height) == expected


@given(st.integers(1, 1500), st.integers(1, 1500))
def test_fitting_keeps_the_aspect_to_a_pixel_or_two(width: int, height: int):
    fit_height, fit_width, _ = fitted(np.zeros((height, width, 3), np.uint8)).shape
    scale = min(1, 640 / max(width, height))
    assert max(fit_width, fit_height) <= 640
    assert fit_width % 2 == fit_height % 2 == 0
    assert abs(fit_width - width * scale) <= 2
    assert abs(fit_height - height * scale) <= 2


def test_a_picture_that_is_small_enough_is_not_resampled():
    pixels = picture(301, 201)
    assert np.array_equal(fitted(pixels), pixels[:200, :300])


def test_a_size_asked_for_is_given_exactly():
    info = StillSource(picture(1000, 667), SourceOptions(size=(333, 1111))).info
    assert (info.width, info.height) == (333, 1111)


def test_shrinking_averages_over_areas():
    pixels = picture(64, 48)
    means = pixels.reshape(12, 4, 16, 4, 3).mean(axis=(1, 3))
    assert np.abs(scaled(pixels, (16, 12)) - means).max() <= 0.51


def test_a_path_is_read(tmp_path: Path):
    cv2.imwrite(str(tmp_path / "a.png"), picture(8, 6)[..., ::-1])
    assert np.array_equal(next(iter(StillSource(tmp_path / "a.png"))).pixels, picture(8, 6))


@pytest.mark.parametrize("array", [np.zeros((4, 4)), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)])
def test_an_array_that_is_no_picture_is_refused(array: np.ndarray):
    with pytest.raises(UsageError, match=r"\(H, W, 3\) uint8"):
        StillSource(array)


def test_an_endless_stream_has_no_known_length_and_does_not_end():
    source = StillSource(np.zeros((2, 4, 3), np.uint8), SourceOptions(frames=ENDLESS))
    assert source.info.frame_count is None
    assert [frame.index for frame in itertools.islice(source, 500)] == list(range(500))
