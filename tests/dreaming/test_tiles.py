"""A picture cut into tiles, and its parts joined again."""

from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.dreaming.tiles import Span, Tiling, cut
from dreamstream.network.grid import Grid

CUTS = st.builds(
    lambda length, side, step, reach: (length, side, step, reach),
    st.integers(1, 3000),
    st.integers(16, 700),
    st.sampled_from((1, 2, 4, 6, 16)),
    st.integers(1, 400),
)


@given(CUTS)
def test_tiles_answer_for_every_pixel_once_and_see_what_is_around_it(each):
    length, side, step, _ = each
    spans = cut(*each).spans
    assert (spans[0].first, spans[-1].last) == (0, length)
    assert all(before.last == after.first for before, after in pairwise(spans))
    for span in spans:
        assert 0 <= span.start <= span.first < span.last <= span.stop <= length
        assert span.start % step == span.first % step == 0
        assert span.stop - span.start <= max(side, 4 * step)


@given(CUTS)
def test_a_cut_without_feather_leaves_the_full_reach_around_every_tile(each):
    length, *_, reach = each
    made = cut(*each)
    for span in made.spans if made.feather == 0 else ():
        assert span.start == 0 or span.first - span.start >= reach
        assert span.stop == length or span.stop - span.last >= reach


@given(CUTS)
def test_weights_add_up_to_one_everywhere(each):
    made = cut(*each)
    total = torch.zeros(each[0])
    for span in made.spans:
        total[span.start : span.stop] += made.weights(span)
    torch.testing.assert_close(total, torch.ones_like(total))


def test_a_picture_no_larger_than_a_tile_stays_whole():
    assert cut(100, 100, 4, 50).spans == (Span(0, 0, 100, 100),)


def test_neighbours_that_see_too_little_pass_into_each_other():
    made = cut(300, 128, 8, 500)
    assert made.feather == 8
    before, after, *_ = made.spans
    border = before.last - before.start
    faded = made.weights(before)[border - 8 : border + 8]
    assert faded.tolist() == sorted(faded.tolist(), reverse=True)
    assert 0 < faded[-1] < faded[0] < 1
    assert set(made.weights(before)[: border - 8].tolist()) == {1}
    assert set(made.weights(after)[: after.first - after.start - 8].tolist()) == {0}


@pytest.mark.parametrize("reach", [9, 200])
def test_a_picture_put_together_from_its_own_tiles_is_the_picture(reach, rng):
    data = torch.from_numpy(rng.standard_normal((1, 3, 150, 220)))
    tiling = Tiling.of((150, 220), 64, Grid((4, 2), (reach, reach), ()))
    whole = torch.zeros_like(data)
    for tile in tiling.tiles:
        tiling.add(whole, tile, tile.of(data))
    assert max(tiling.largest) <= 64
    assert tiling.pixels > 150 * 220
    torch.testing.assert_close(whole, data)
