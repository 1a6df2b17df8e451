"""Perspective as a homography: straight lines stay straight, and the near side grows."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamstream.distortions import create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
tilts = st.floats(-0.4, 0.4)


def clouds(height=60, width=80):
    rows, columns = np.mgrid[:height, :width]
    planes = [np.sin(rows / a) * np.cos(columns / b) for a, b in ((9, 13), (14, 8), (11, 17))]
    return (127 + 100 * np.stack(planes, axis=2)).astype(np.float32)


def tilted(pixels, **options):
    return create({"type": "perspective", **options})(pixels, MOMENT)


def homography(height, width, tilt_x, tilt_y):
    """Return the map from output to input (x, y, 1): divided by how near the plane is there."""
    x, y = (width - 1) / 2, (height - 1) / 2
    middle = np.array([[1, 0, -x], [0, 1, -y], [0, 0, 1]])
    return np.linalg.inv(middle) @ np.array([[1, 0, 0], [0, 1, 0], [tilt_x / x, tilt_y / y, 1]]) @ middle


@given(tilts, tilts)
@settings(max_examples=30, deadline=None)
def test_is_opencvs_perspective_warp(tilt_x, tilt_y):
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    matrix = homography(60, 80, tilt_x, tilt_y)
    expected = cv2.warpPerspective(clouds(), matrix, (80, 60), flags=flags, borderMode=cv2.BORDER_REFLECT_101)
    np.testing.assert_allclose(tilted(clouds(), tilt_x=tilt_x, tilt_y=tilt_y), expected, atol=1)


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_without_tilt_it_is_the_picture(dtype):
    pixels = np.random.default_rng(0).integers(0, 256, (30, 41, 3)).astype(dtype)
    np.testing.assert_allclose(tilted(pixels, tilt_y=0), pixels, atol=0.02)


def test_the_near_side_grows_and_the_far_side_shrinks():
    bars = np.zeros((61, 61, 3), np.float32)
    bars[:, 20:41] = 255
    widths = tilted(bars, tilt_y=0.3)[..., 0].sum(1) / 255
    assert widths[0] == pytest.approx(21 * 0.7, abs=0.5)
    assert widths[30] == pytest.approx(21, abs=0.1)
    assert widths[60] == pytest.approx(21 * 1.3, abs=0.5)
    sideways = tilted(bars.swapaxes(0, 1), tilt_x=0.3, tilt_y=0)[..., 0].sum(0) / 255
    np.testing.assert_allclose(sideways, widths, atol=0.1)


def test_a_tilt_beyond_the_horizon_is_refused():
    with pytest.raises(UsageError, match=r"perspective: tilt_x should be less than or equal to 0\.4, not 1"):
        create({"type": "perspective", "tilt_x": 1})
