import numpy as np

from dreamstream.training.backgrounds import background


def test_a_background_follows_from_its_generator(rng):
    one, two, three = (background(np.random.default_rng(seed), 16) for seed in (1, 1, 2))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, three)
    assert (one.shape, one.dtype) == ((16, 16, 3), np.uint8)


def test_backgrounds_differ_and_are_not_flat(rng):
    pictures = [background(rng, 32).astype(float) for _ in range(40)]
    assert len({tuple(picture.mean((0, 1)).round()) for picture in pictures}) == 40
    assert np.median([picture.std() for picture in pictures]) > 10
