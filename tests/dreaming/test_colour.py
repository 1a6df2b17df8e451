"""The dream's own lock: more contrast than the reference, half of the way, unless it is told otherwise."""

import numpy as np

from dreamstream.dreaming import ColourLock
from dreamstream.lab import lab_statistics, transferred


def test_the_lock_is_a_transfer_by_its_own_numbers(rng):
    picture, reference = (rng.uniform(60, 180, (12, 16, 3)).astype(np.float32) for _ in range(2))
    wanted = lab_statistics(reference)
    for lock, numbers in ((ColourLock(), (0.5, 1.3, 1.0)), (ColourLock(0.9, 1.1, 0.7), (0.9, 1.1, 0.7))):
        np.testing.assert_array_equal(lock(picture, wanted), transferred(picture, wanted, *numbers))


def test_contrast_is_not_raised_where_it_would_only_clip(rng):
    picture, bright = (rng.uniform(low, high, (12, 16, 3)).astype(np.float32) for low, high in ((60, 180), (170, 250)))
    dark = 255 - bright
    for reference in map(lab_statistics, (bright, dark)):
        np.testing.assert_array_equal(
            ColourLock(0.5, 3.0)(picture, reference), ColourLock(0.5, 9.0)(picture, reference)
        )
        stretched = ColourLock(1.0, 3.0)(picture, reference)
        assert ((stretched > 0) & (stretched < 255)).mean() > 0.9
