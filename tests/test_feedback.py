import numpy as np
import pytest

from dreamstream.feedback import fed_back


@pytest.mark.parametrize(("blend", "expected"), [(0, 40), (0.25, 55), (1, 100)])
def test_a_frame_is_blended_with_what_the_last_one_has_become(blend, expected):
    incoming, carried = (np.full((2, 3, 3), level, np.float32) for level in (100, 40))
    started = fed_back(incoming, carried, blend)
    assert started.dtype == np.float32
    assert np.unique(started) == expected


def test_the_first_frame_is_itself():
    incoming = np.zeros((2, 3, 3), np.float32)
    assert fed_back(incoming, None, 0) is incoming
