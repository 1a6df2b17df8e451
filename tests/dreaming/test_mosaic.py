"""A layer put together from tiles."""

from fractions import Fraction

import pytest
import torch

from dreamstream.dreaming.mosaic import Mosaic
from dreamstream.dreaming.tiles import Tiling
from dreamstream.network.grid import Grid
from dreamstream.network.reach import Reach


@pytest.mark.parametrize("stride", [Fraction(4), Fraction(1, 2)])
def test_what_tiles_answer_for_is_the_whole_layer(stride, rng):
    height, width = 90, 131
    rows, columns = (int(side / stride) + 1 for side in (height, width))
    layer = torch.from_numpy(rng.standard_normal((1, 2, rows, columns)))
    tiling = Tiling.of((height, width), 48, Grid((4, 4), (9, 9), ()))
    seen = Mosaic(layer, Reach((Fraction(9),) * 2, (stride,) * 2))
    made = Mosaic(torch.zeros_like(layer), seen.reach)
    for tile in tiling.tiles:
        # A tile has a value more than it has strides, as the whole has.
        sides = (tile.rows.stop - tile.rows.start, tile.columns.stop - tile.columns.start)
        part = torch.empty(1, 2, *(int(side / stride) + 1 for side in sides))
        made.put(tile, seen.at(tile, part))
    assert torch.equal(made.values, layer)
