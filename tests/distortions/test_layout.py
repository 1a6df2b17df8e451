"""Which pixel lies in which region, and how much of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.distortions.layout import Layout, patches
from dreamstream.distortions.picture import StoredPicture

SIDES = st.integers(1, 40)


def laid_over(some, height, width):
    """The sum of all weights of each pixel."""
    total = np.zeros((height, width, 1))
    for patch in some:
        total[patch.place] += patch.weights
    return total[..., 0]


def layouts():
    counts = st.integers(1, 9)
    shares = st.floats(0, 1)
    return st.one_of(
        st.builds(Layout, st.just("grid"), columns=counts, rows=counts),
        st.builds(Layout, st.just("rings"), count=counts, centre_x=shares, centre_y=shares),
        st.builds(Layout, st.just("bands"), count=counts, degrees=st.floats(-360, 360)),
    )


@given(layouts(), st.none() | st.integers(1, 4), st.floats(0, 60), SIDES, SIDES)
def test_weights_of_all_patches_add_up_to_one_everywhere(layout, turns, feather, height, width):
    np.testing.assert_allclose(laid_over(patches(layout, turns, feather, height, width), height, width), 1, atol=1e-6)


@given(layouts(), SIDES, SIDES)
def test_regions_have_numbers_below_their_count(layout, height, width):
    labels = layout.labels(height, width)
    assert labels.shape == (height, width)
    assert labels.min() >= 0
    assert labels.max() < max(layout.count, layout.columns * layout.rows)


def test_a_grid_is_numbered_row_by_row():
    labels = Layout("grid", columns=3, rows=2).labels(4, 6)
    assert labels.tolist() == [[0, 0, 1, 1, 2, 2]] * 2 + [[3, 3, 4, 4, 5, 5]] * 2


def test_rings_lie_around_their_centre_as_far_as_the_farthest_corner():
    labels = Layout("rings", count=5).labels(61, 81)
    y, x = np.mgrid[-30:31, -40:41]
    np.testing.assert_array_equal(labels, np.minimum(np.hypot(x, y) // 10, 4))
    assert Layout("rings", count=3, centre_x=0.0, centre_y=1.0).labels(9, 9)[[8, 0], [0, 8]].tolist() == [0, 2]


def test_bands_go_from_top_to_bottom_and_turn_counter_clockwise():
    upright = Layout("bands", count=3).labels(6, 4)
    np.testing.assert_array_equal(upright, np.array([[0], [0], [1], [1], [2], [2]]) * np.ones((1, 4)))
    sideways = Layout("bands", count=4, degrees=90).labels(3, 8)
    np.testing.assert_array_equal(sideways, np.array([[0, 0, 1, 1, 2, 2, 3, 3]]) * np.ones((3, 1)))
    # At 45 degrees lines rise to the right: the first band is the top left corner, the last the bottom right one.
    rising = Layout("bands", count=5, degrees=45).labels(20, 20)
    assert [rising[corner] for corner in ((0, 0), (19, 19))] == [0, 4]
    assert rising[0, 19] == rising[19, 0] == rising[10, 9]


def test_a_masks_levels_are_cut_into_equal_parts(tmp_path):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    mask = StoredPicture(tmp_path, 0, ramp)
    assert np.bincount(Layout("mask", count=4, mask=mask).labels(1, 256)[0]).tolist() == [64] * 4
    half_as_large = Layout("mask", count=2, mask=mask).labels(5, 128)
    np.testing.assert_array_equal(half_as_large, np.repeat([0, 1], 64) * np.ones((5, 1)))


def test_hard_seams_are_all_or_nothing_and_only_where_the_region_is():
    (first, second) = patches(Layout("grid", columns=2, rows=1), None, 0, 10, 20)
    assert (first.place, second.place) == ((slice(0, 10), slice(0, 10)), (slice(0, 10), slice(10, 20)))
    assert np.unique(first.weights).tolist() == [1]


@pytest.mark.parametrize("feather", [4, 10])
def test_a_soft_seam_is_a_ramp_of_its_width(feather):
    first = patches(Layout("grid", columns=2, rows=1), None, feather, 30, 60)[0]
    row = np.zeros(60)
    row[first.place[1]] = first.weights[7, :, 0]
    ramp = row[(row > 0) & (row < 1)]
    assert len(ramp) == feather
    np.testing.assert_allclose(np.diff(ramp), -1 / (feather + 1), atol=1e-6)
    assert (row[: 30 - feather // 2] == 1).all()
    assert (row[30 + feather // 2 :] == 0).all()


def test_regions_of_one_turn_are_one_patch():
    one, other = patches(Layout("bands", count=5), 2, 0, 10, 6)
    np.testing.assert_array_equal(one.weights[:, 0, 0], [1, 1, 0, 0, 1, 1, 0, 0, 1, 1])
    assert other.place == (slice(2, 8), slice(0, 6))


def test_weights_are_computed_once_for_each_size():
    layout = Layout("rings", count=3)
    assert patches(layout, 2, 5, 30, 40) is patches(Layout("rings", count=3), 2, 5, 30, 40)
    assert patches(layout, 2, 5, 30, 41) is not patches(layout, 2, 5, 30, 40)
