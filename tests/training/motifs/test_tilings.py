"""Tiles: each place belongs to one, and knows where in it it lies."""

import numpy as np
from numpy.random import default_rng

from dreamstream.training.motifs.tilings import bricks, hexagons, scales

V, U = (plane.astype(np.float32) / 20 + np.float32(0.013) for plane in np.indices((160, 160)))


def test_scales_lie_over_each_other_and_repeat():
    rows = scales(default_rng(0), U, V)
    assert abs(rows.x).max() <= 0.5
    assert 0 <= rows.y.min() < rows.y.max() <= 2
    assert ((rows.shadow >= 0) & (rows.shadow <= 1)).all()
    np.testing.assert_allclose(rows.y[:, 20:], rows.y[:, :-20], atol=1e-4)
    np.testing.assert_allclose(rows.y[40:], rows.y[:-40], atol=1e-4)


def test_a_scales_tip_is_round_and_hides_the_next_row():
    rows = scales(default_rng(0), U, V)
    tips = rows.rim < 2
    assert (rows.y[tips] >= 1).all()
    assert (rows.shadow[tips] == 0).all()
    assert (rows.shadow[~tips] > 0.5).any()


def test_hexagons_have_their_walls_half_a_unit_from_their_middles():
    comb = hexagons(default_rng(1), U, V)
    assert 0.47 < comb.distance.max() <= 0.5 + 1e-4
    area = len(U.ravel()) / 400 / (np.sqrt(3) / 2)
    assert abs(len(np.unique(comb.chance)) - area) < 0.4 * area


def test_every_other_row_of_bricks_is_shifted_by_half():
    wall = bricks(default_rng(2), U, V, length=2.0)
    assert wall.joint.min() >= 0
    assert wall.joint.max() <= 0.5
    np.testing.assert_allclose(wall.joint[20:40, 20:], wall.joint[:20, :-20], atol=1e-5)
    assert len(np.unique(wall.chance)) > 25
