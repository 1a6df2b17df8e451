"""Pictures into the network's space and back."""

import numpy as np
import pytest
import torch

from dreamstream.frame import to_pixels
from dreamstream.network.preprocessing import from_network, pixels_from_network, to_network

CPU = torch.device("cpu")
MEAN_BGR = (104, 117, 123)


def test_the_network_sees_blue_green_red_minus_mean():
    picture = np.zeros((2, 5, 3), np.float32)
    picture[1, 4] = (200, 150, 100)
    data = to_network(picture, MEAN_BGR, CPU)
    assert (data.shape, data.dtype) == ((1, 3, 2, 5), torch.float32)
    assert data[0, :, 1, 4].tolist() == [100 - 104, 150 - 117, 200 - 123]


def test_there_and_back_is_the_same_picture(rng):
    picture = rng.uniform(-20, 300, (7, 5, 3)).astype(np.float32)
    back = from_network(to_network(picture, MEAN_BGR, CPU), MEAN_BGR)
    assert back.shape == picture.shape
    assert back.dtype == np.float32
    assert np.allclose(back, picture, atol=1e-4)


def test_the_channels_lie_innermost_and_every_octave_keeps_that(rng):
    data = to_network(rng.random((8, 6, 3), np.float32), MEAN_BGR, CPU)
    assert data.is_contiguous(memory_format=torch.channels_last)
    smaller = torch.nn.functional.interpolate(data, (4, 3), mode="bilinear", align_corners=True)
    assert smaller.is_contiguous(memory_format=torch.channels_last)


def test_bytes_arrive_as_the_same_numbers(rng):
    pixels = rng.integers(0, 256, (7, 5, 3), np.uint8)
    assert torch.equal(to_network(pixels, MEAN_BGR, CPU), to_network(pixels.astype(np.float32), MEAN_BGR, CPU))


def test_rounding_on_the_device_is_rounding_on_the_host(rng):
    halves = np.arange(-40, 600, dtype=np.float32).reshape(10, -1, 1) / 2 * np.ones(3, np.float32)
    for picture in (halves, rng.uniform(-50, 300, (30, 20, 3)).astype(np.float32)):
        data = to_network(picture, (104.0, 117.5, 0.1), CPU)
        rounded = pixels_from_network(data, (104.0, 117.5, 0.1))
        assert rounded.dtype == np.uint8
        assert np.array_equal(rounded, to_pixels(from_network(data, (104.0, 117.5, 0.1))))


def test_any_view_will_do_and_is_not_written_to(rng):
    picture = rng.random((4, 6, 3), np.float32)
    mirrored = picture[:, ::-1]
    mirrored.flags.writeable = False
    assert torch.equal(to_network(mirrored, MEAN_BGR, CPU), to_network(mirrored.copy(), MEAN_BGR, CPU))


@pytest.mark.parametrize("shape", [(4, 6), (4, 6, 4), (1, 3, 4, 6)])
def test_what_is_no_picture_is_refused(shape):
    with pytest.raises(ValueError, match=r"a picture is \(H, W, 3\), got"):
        to_network(np.zeros(shape, np.float32), MEAN_BGR, CPU)
