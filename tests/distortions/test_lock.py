"""The colour lock as an effect: a picture in another one's colours."""

import cv2
import numpy as np
import pytest

from dreamstream.distortions import create
from dreamstream.dreaming import ColourLock
from dreamstream.errors import UsageError
from dreamstream.frame import Moment
from dreamstream.lab import lab_statistics

MOMENT = Moment(index=3)


@pytest.fixture
def warm(tmp_path, rng):
    """A file, and what it shows."""
    pixels = rng.uniform((120, 80, 40), (200, 130, 90), (20, 30, 3)).astype(np.uint8)
    cv2.imwrite(str(tmp_path / "warm.png"), pixels[..., ::-1])
    return str(tmp_path / "warm.png"), pixels


@pytest.fixture
def pixels(rng):
    return rng.uniform(60, 160, (24, 32, 3)).astype(np.float32)


def locked(pixels, path, **options):
    return create({"type": "colour-lock", "reference": path, **options})(pixels, MOMENT)


def test_at_full_strength_colours_have_the_references_mean_and_deviation(warm, pixels):
    path, reference = warm
    after = lab_statistics(locked(pixels, path, strength=1, contrast=1))
    for ours, wanted in zip(after, lab_statistics(reference.astype(np.float32)), strict=True):
        np.testing.assert_allclose(ours, wanted, atol=0.3)


@pytest.mark.parametrize("options", [{}, {"strength": 0.8, "contrast": 1.1, "chroma": 0.4}])
def test_it_is_the_dreams_own_lock(warm, pixels, options):
    path, reference = warm
    expected = ColourLock(**options)(pixels, lab_statistics(reference.astype(np.float32)))
    np.testing.assert_array_equal(locked(pixels, path, **options), expected)
    whole = np.rint(pixels)
    levels = locked(whole.astype(np.uint8), path, **options)
    np.testing.assert_array_equal(levels, np.rint(locked(whole, path, **options)))


def test_the_file_is_not_needed_any_more_once_it_is_built(warm, pixels, tmp_path):
    path, _ = warm
    lock = create({"type": "colour-lock", "reference": path})
    before = lock(pixels, MOMENT)
    (tmp_path / "warm.png").unlink()
    np.testing.assert_array_equal(lock(pixels, MOMENT), before)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "colour-lock: reference is missing"),
        ({"reference": "none.jpg"}, "colour-lock: reference: can't read 'none.jpg': No such file or directory"),
        ({"reference": 3}, "colour-lock: reference: 3 is not the path of a picture"),
        ({"reference": __file__}, "colour-lock: reference: '.*' is not a picture that can be decoded"),
        ({"contrast": 0}, "colour-lock: reference is missing; contrast should be greater than 0, not 0"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, sentence):
    with pytest.raises(UsageError, match=f"^{sentence}$"):
        create({"type": "colour-lock", **options})
