"""L*a*b* by the standard's numbers; colours like the reference's, and nothing made out of nothing."""

import numpy as np
import pytest

from dreamstream.lab import lab_statistics, to_lab, transferred


@pytest.fixture
def picture(rng):
    return rng.uniform(90, 130, (24, 30, 3)).astype(np.float32)


@pytest.fixture
def reference(rng):
    return lab_statistics(rng.uniform((80, 110, 120), (140, 150, 180), (20, 20, 3)).astype(np.float32))


def test_lab_is_that_of_cie():
    # sRGB primaries under D65, L*a*b* by the standard's formulas.
    colours = np.array([[(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 0, 255)]], np.float32)
    expected = [(100, 0, 0), (0, 0, 0), (53.24, 80.09, 67.20), (32.30, 79.19, -107.86)]
    assert np.allclose(to_lab(colours)[0], expected, atol=0.1)


@pytest.mark.parametrize("strength", [0.0, 0.4, 1.0])
def test_mean_and_deviation_move_towards_the_references_by_the_strength(picture, reference, strength):
    before = lab_statistics(picture)
    after = lab_statistics(transferred(picture, reference, strength, contrast=1, chroma=1))
    for ours, own, wanted in zip(after, before, reference, strict=True):
        assert np.allclose(ours, own + strength * (wanted - own), atol=0.1)


def test_a_transfer_of_no_strength_leaves_even_the_purest_colours_alone(rng, reference):
    pure = rng.choice([0, 255], (9, 9, 3)).astype(np.float32)
    np.testing.assert_array_equal(transferred(pure, reference, 0, contrast=1, chroma=1), pure)


def test_contrast_and_chroma_are_factors_on_the_references_deviation(picture, reference):
    _, deviation = lab_statistics(transferred(picture, reference, 1, contrast=1.2, chroma=0.5))
    assert np.allclose(deviation, reference[1] * (1.2, 0.5, 0.5), rtol=0.03)


def test_a_grey_picture_gets_no_colour_noise(rng):
    grey = rng.uniform(0, 255, (24, 30, 1)).astype(np.float32).repeat(3, axis=2)
    colourful = lab_statistics(rng.uniform(0, 255, (20, 20, 3)).astype(np.float32))
    moved = to_lab(transferred(grey, colourful, 0.5, contrast=1, chroma=1))
    assert moved[..., 1:].std(axis=(0, 1)).max() < 1


def test_a_flat_picture_stays_flat(reference):
    flat = np.full((9, 9, 3), (90, 120, 30), np.float32)
    moved = transferred(flat, reference, 1, contrast=1.3, chroma=1)
    assert np.ptp(moved, axis=(0, 1)).max() < 0.1


def test_what_is_transferred_is_within_the_range(rng, reference):
    beyond = rng.uniform(-80, 400, (9, 9, 3)).astype(np.float32)
    moved = transferred(beyond, reference, 1, contrast=9, chroma=9)
    assert moved.dtype == np.float32
    assert moved.min() >= 0
    assert moved.max() <= 255
