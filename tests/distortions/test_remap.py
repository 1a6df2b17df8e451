"""Reading a picture at any positions, exactly, whichever library does it."""

import numpy as np
import pytest
from scipy import ndimage

from dreamstream.distortions import remap as remap_module
from dreamstream.distortions.remap import remap

SCIPY_MODES = {"reflect": "mirror", "replicate": "nearest", "wrap": "grid-wrap", "constant": "grid-constant"}


@pytest.fixture(params=["opencv", "scipy"])
def library(request, monkeypatch):
    """Run a test as it comes, and as where OpenCV is known not to be exact."""
    if request.param == "scipy":
        monkeypatch.setattr(remap_module, "_opencv_is_exact", lambda dtype: False)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("border", SCIPY_MODES)
@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_linear_is_scipys_inside_and_beyond_every_border(border, dtype):
    random = np.random.default_rng(3)
    pixels = (random.integers(0, 2, (20, 31, 3)) * 255).astype(dtype)
    columns, rows = (random.uniform(-12, size + 12, (20, 31)).astype(np.float32) for size in (31, 20))
    expected = np.stack(
        [
            ndimage.map_coordinates(plane, (rows, columns), order=1, mode=SCIPY_MODES[border])
            for plane in np.moveaxis(pixels.astype(np.float64), 2, 0)
        ],
        axis=2,
    )
    result = remap(pixels, columns, rows, "linear", border)
    assert result.dtype == dtype
    # SciPy cuts whole levels off rather than rounding them.
    np.testing.assert_allclose(result, expected, rtol=0, atol=1.0 if dtype == np.uint8 else 0.05)


@pytest.mark.usefixtures("library")
def test_a_hundredth_of_a_pixel_per_frame_is_a_pixel_after_a_hundred():
    ramp = np.tile(np.arange(64, dtype=np.float32)[:, None], (8, 1, 3))
    columns, rows = np.meshgrid(np.arange(64, dtype=np.float32), np.arange(8, dtype=np.float32))
    moved = ramp
    for _ in range(100):
        moved = remap(moved, columns + np.float32(0.01), rows, "linear", "replicate")
    np.testing.assert_allclose(moved[:, :40], ramp[:, :40] + 1, atol=0.01)
