import numpy as np
import pytest

from dreamstream.errors import UsageError
from dreamstream.sources.noise import noise, noise_size


def test_the_seed_decides():
    assert np.array_equal(noise(40, 30, seed=3), noise(40, 30, seed=3))
    assert not np.array_equal(noise(40, 30, seed=3), noise(40, 30, seed=4))


def test_it_is_soft_clouds_of_colour_around_mid_grey():
    pixels = noise(640, 360).astype(np.float64)
    assert pixels.shape == (360, 640, 3)
    assert 118 < pixels.mean() < 138
    assert 40 < pixels.std() < 48
    assert np.abs(np.diff(pixels, axis=1)).mean() < 10
    assert 20 < pixels.std(axis=2).mean() < 40


@pytest.mark.parametrize(("width", "height"), [(1, 1), (2, 300), (301, 1)])
def test_any_size_will_do(width: int, height: int):
    assert noise(width, height).shape == (height, width, 3)


def test_the_size_is_read_from_the_name():
    assert noise_size("noise:640x360") == (640, 360)


@pytest.mark.parametrize(
    "target", ["noise:", "noise:640", "noise:0x10", "noise:-1x10", "noise:10x99999", "noise:1x1:5"]
)
def test_a_bad_size_is_refused_by_name(target: str):
    with pytest.raises(UsageError, match=target):
        noise_size(target)
