"""Planes of numbers: their ranges, their means, their grain."""

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.training.motifs.fields import clouds, dome, labyrinth, pebbles, per_cell, ridge, step, streaks, wave

LINE = np.linspace(-2, 2, 401, dtype=np.float32)


def test_a_step_rises_smoothly_or_falls():
    rising, falling = step(-1, 1, LINE), step(1, -1, LINE)
    assert (rising[:100] == 0).all()
    assert (rising[-100:] == 1).all()
    assert (np.diff(rising) >= 0).all()
    np.testing.assert_allclose(rising + falling, 1, atol=1e-6)


def test_waves_domes_and_ridges_peak_in_their_middle():
    for field in (wave(LINE), dome(LINE), ridge(LINE, 0.5)):
        assert field.argmax() == 200
        assert field.max() == pytest.approx(1)
        assert field.min() >= 0
    assert dome(LINE)[[0, -1]].tolist() == [0, 0]


@pytest.mark.parametrize("size", [16, 97])
@pytest.mark.parametrize("cell", [1.0, 3.7, 12.0, 200.0])
def test_clouds_fill_their_range_without_leaving_it(size, cell):
    field = clouds(default_rng(0), size, cell, 3)
    assert (field.shape, field.dtype) == ((size, size), np.float32)
    assert 0 <= field.min() < field.max() <= 1


def test_larger_cells_make_smoother_clouds():
    roughness = [abs(np.diff(clouds(default_rng(1), 96, cell))).mean() for cell in (2.0, 8.0, 32.0)]
    assert roughness[0] > 2 * roughness[1] > 4 * roughness[2]


def test_streaks_are_long_along_and_short_across():
    rows, columns = np.indices((64, 64), np.float32)
    hair = streaks(default_rng(2), columns, rows, 12)
    assert abs(np.diff(hair, axis=0)).mean() > 3 * abs(np.diff(hair, axis=1)).mean()


def test_every_place_of_a_cell_has_the_same_chance():
    cells = np.repeat(np.arange(50, dtype=np.float32), 4)
    chances = per_cell(default_rng(3), cells, -cells).reshape(50, 4)
    assert (chances == chances[:, :1]).all()
    assert len(np.unique(chances)) > 40


def test_pebbles_and_labyrinths_have_hills_and_valleys():
    height, chance = pebbles(default_rng(4), 64, 30)
    assert height.max() == 1
    assert height.min() < 0.4
    assert 20 < len(np.unique(chance)) <= 30
    winding = labyrinth(default_rng(4), 64, 6)
    assert abs(winding).max() <= 1
    assert abs(winding.mean()) < 0.3
    assert abs(winding).mean() > 0.4
