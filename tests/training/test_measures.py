"""Measures on pictures whose answer is known."""

import cv2
import numpy as np
import pytest

from dreamstream.lab import lab_statistics
from dreamstream.training import measures


def plane(values):
    return np.asarray(values, np.float32)


@pytest.fixture
def noise(rng):
    return plane(0.5 + 0.1 * rng.standard_normal((192, 256)))


@pytest.fixture
def blobs(noise):
    smooth = cv2.GaussianBlur(noise, (0, 0), 4)
    return 0.5 + 0.2 * (smooth - smooth.mean()) / smooth.std()


def waves(period, angle=0.0, shape=(192, 256)):
    y, x = np.mgrid[: shape[0], : shape[1]]
    return plane(0.5 + 0.3 * np.sin(2 * np.pi * (x * np.cos(angle) + y * np.sin(angle)) / period))


@pytest.mark.parametrize("angle", [0, 0.4, np.pi / 2, 2.5])
def test_stripes_of_any_direction_are_stripes_and_noise_and_blobs_are_not(noise, blobs, angle):
    assert measures.stripes(waves(12, angle)) > 0.9
    assert measures.stripes(noise) < 0.1
    assert measures.stripes(blobs) < 0.5


def test_stripes_that_bend_are_stripes_and_crossed_ones_are_not():
    y, x = np.mgrid[:256, :256]
    rings = plane(0.5 + 0.3 * np.sin(np.hypot(x, y + 200) / 2))
    assert measures.stripes(rings) > 0.8
    assert measures.stripes((waves(12) + waves(12, np.pi / 2)) / 2) < 0.1


def test_a_flat_part_does_not_dilute_stripes():
    half = waves(12)
    half[:, 128:] = 0.5
    assert measures.stripes(half) > 0.85


def test_a_flat_picture_has_neither_stripes_nor_high_frequencies():
    for level in (0.0, 0.3, 1.0):
        flat = np.full((90, 130), level, np.float32)
        assert measures.stripes(flat) == measures.high_frequency_share(flat) == 0


def test_what_is_finer_than_four_pixels_is_high_frequency(noise, blobs):
    assert measures.high_frequency_share(waves(3)) > 0.95
    assert measures.high_frequency_share(waves(6)) < 0.05
    assert measures.high_frequency_share(blobs) < 0.02
    # Of a square of frequencies with the side 1 the circle of radius 1/4 leaves 1 - pi / 16.
    assert measures.high_frequency_share(noise) == pytest.approx(1 - np.pi / 16, abs=0.03)


def test_pictures_smaller_than_a_tile_are_measured():
    assert measures.stripes(waves(6, shape=(20, 30))) > 0.8


def test_a_pixel_is_clipped_by_any_of_its_channels():
    pixels = np.full((10, 10, 3), 100, np.float32)
    assert measures.clipped_share(pixels) == 0
    pixels[:2, :, 1] = 255
    pixels[1:3, :, 0] = 0
    assert measures.clipped_share(pixels) == pytest.approx(0.3)


def test_structure_that_stays_has_not_changed(noise, blobs, rng):
    assert measures.structural_change(noise, noise) == pytest.approx(0, abs=1e-5)
    other = plane(0.5 + 0.1 * rng.standard_normal(noise.shape))
    assert 0.8 < measures.structural_change(noise, other) < 1.1
    assert measures.structural_change(blobs, blobs + plane(0.02)) < 0.01
    assert measures.structural_change(blobs, np.roll(blobs, 4, 1)) > 0.1


def test_a_loop_that_freezes_and_one_that_lives():
    assert measures.lasting_change([0.2] * 19 + [0.0] * 80) == 0
    assert measures.lasting_change([0.2] * 99) == pytest.approx(1)
    assert measures.lasting_change([0.2] * 19 + [0.1] * 10) == pytest.approx(0.5)
    assert measures.lasting_change([0.2] * 5) == measures.lasting_change([]) == 1
    assert measures.lasting_change([0.0] * 99) == 0


def test_variety_is_the_number_of_classes_surely_seen():
    sure = np.eye(4)
    assert measures.variety(sure) == pytest.approx(4)
    assert measures.variety(sure[[0, 0, 0]]) == pytest.approx(1)
    assert measures.variety(sure[[0, 1, 0, 1]]) == pytest.approx(2)


def test_doubt_is_no_variety():
    assert measures.variety(np.full((9, 4), 0.25)) == pytest.approx(1)


def test_softmax_makes_a_row_per_place():
    scores = np.zeros((1, 3, 2, 5), np.float32)
    scores[0, 1, 1, 4] = 1000
    rows = measures.softmax(scores)
    assert rows.shape == (10, 3)
    assert np.allclose(rows.sum(1), 1)
    assert rows[9].tolist() == [0, 1, 0]


def test_colours_drift_by_their_distance():
    grey = lab_statistics(np.full((4, 4, 3), 128, np.float32))
    white = lab_statistics(np.full((4, 4, 3), 255, np.float32))
    mean, deviation = measures.colour_drift(grey, white)
    assert mean == pytest.approx(100 - 53.6, abs=0.2)
    assert deviation == pytest.approx(0, abs=1e-3)


def test_luminance_is_what_the_eye_weighs():
    red = np.zeros((2, 2, 3), np.float32)
    red[..., 0] = 255
    assert measures.luminance(red) == pytest.approx(0.299, abs=1e-3)
