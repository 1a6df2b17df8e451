"""Each region as its distortion makes it."""

import cv2
import numpy as np
import pytest

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=3, seed=1)
DTYPES = (np.uint8, np.float32)
ROTATE = {"type": "rotate", "degrees": 20}
BLUR = {"type": "blur", "sigma": 3}
SAME = {"type": "zoom", "amount": 0}


def noise(dtype=np.uint8, height=36, width=64):
    return np.random.default_rng(5).integers(0, 256, (height, width, 3)).astype(dtype)


def regions(pixels, *inner, **options):
    return create({"type": "regions", "distort": list(inner), **options})(pixels, MOMENT)


def alone(table, pixels):
    return create(table)(pixels, MOMENT)


@pytest.mark.parametrize("dtype", DTYPES)
def test_each_cell_shows_what_its_distortion_makes_of_the_whole_picture(dtype):
    pixels = noise(dtype)
    result = regions(pixels, ROTATE, BLUR, SAME)
    rotated, blurred = alone(ROTATE, pixels), alone(BLUR, pixels)
    expected = np.vstack(
        [np.hstack([rotated[:18, :32], blurred[:18, 32:]]), np.hstack([pixels[18:, :32], rotated[18:, 32:]])]
    )
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("dtype", DTYPES)
def test_each_cell_is_a_picture_by_itself_where_it_is_local(dtype):
    pixels = noise(dtype)
    result = regions(pixels, ROTATE, BLUR, columns=2, rows=1, local=True)
    expected = np.hstack([alone(ROTATE, pixels[:, :32]), alone(BLUR, pixels[:, 32:])])
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "options", [{"columns": 1, "rows": 1}, {"layout": "rings", "count": 1}, {"layout": "bands", "count": 7}]
)
@pytest.mark.parametrize("feather", [0, 0.4, 12])
def test_one_distortion_for_all_regions_is_that_distortion(dtype, options, feather):
    sharp = {"type": "swirl", "degrees": 60, "interpolation": "cubic"}
    result = regions(noise(dtype), sharp, feather=feather, **options)
    np.testing.assert_array_equal(result, alone(sharp, noise(dtype)))


def test_seams_are_hard_or_soft():
    pixels = np.zeros((20, 60, 3), np.uint8)
    white = {"type": "posterise", "levels": 2}, {"type": "bit-crush", "bits": 8, "flip": 255}
    hard, soft, share = (regions(pixels, *white, columns=2, rows=1, feather=width)[5, :, 0] for width in (0, 10, 0.5))
    assert hard.tolist() == [0] * 30 + [255] * 30
    assert (np.diff(soft[24:36].astype(int)) > 0).all()
    assert soft[:25].max() == 0
    assert soft[35:].min() == 255
    np.testing.assert_array_equal(share, soft)


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_soft_seam_between_two_likes_is_not_seen(dtype):
    pixels = noise(dtype)
    result = regions(pixels, SAME, SAME, layout="rings", feather=9)
    np.testing.assert_allclose(result, pixels, rtol=0, atol=0 if dtype == np.uint8 else 1e-4)


def test_a_mask_says_where_each_distortion_shows(tmp_path):
    painted = np.zeros((18, 32, 3), np.uint8)
    painted[5:10, 8:20] = 255
    cv2.imwrite(str(tmp_path / "mask.png"), painted)
    pixels = noise()
    result = regions(pixels, SAME, BLUR, mask=str(tmp_path / "mask.png"))
    expected = pixels.copy()
    expected[10:20, 16:40] = alone(BLUR, pixels)[10:20, 16:40]
    np.testing.assert_array_equal(result, expected)


def test_what_is_random_differs_from_region_to_region():
    grey = np.full((20, 40, 3), 128, np.uint8)
    result = regions(grey, {"type": "noise", "sigma": 20}, columns=2, rows=1, local=True)
    assert (result[:, :20] != result[:, 20:]).any()


def test_a_distortion_that_has_no_region_is_not_computed(tmp_path):
    cv2.imwrite(str(tmp_path / "white.png"), np.full((4, 4, 3), 255, np.uint8))
    # An expression that has no value here would raise.
    never = {"type": "roll", "shift": "n/N"}
    result = regions(noise(), never, SAME, mask=str(tmp_path / "white.png"))
    np.testing.assert_array_equal(result, noise())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"columns": 0}, "regions: columns should be greater than or equal to 1, not 0"),
        ({"layout": "stars"}, "regions: layout should be 'grid', 'rings' or 'bands', not 'stars'"),
        ({"feather": -1}, "regions: feather should be greater than or equal to 0, not -1"),
        ({"mask": "none.png"}, "regions: mask: can't read 'none.png': No such file or directory"),
    ],
)
def test_options_that_make_no_sense_are_refused(options, sentence):
    with pytest.raises(UsageError, match=f"^{sentence}$"):
        regions(noise(), SAME, **options)
