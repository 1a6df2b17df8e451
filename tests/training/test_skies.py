import numpy as np

from dreamstream.training.skies import sky


def test_a_sky_is_blue_and_white_and_follows_from_its_seed():
    one = sky(64, 36, seed=1)
    assert (one.shape, one.dtype) == ((36, 64, 3), np.uint8)
    assert np.array_equal(one, sky(64, 36, seed=1))
    assert not np.array_equal(one, sky(64, 36, seed=2))
    red, green, blue = one.reshape(-1, 3).mean(0)
    assert red < green < blue
    assert one.min() > 40
