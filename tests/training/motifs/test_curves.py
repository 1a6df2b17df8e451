"""Smooth lines, and coordinates along them."""

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.training.motifs.canvas import Canvas, Pose
from dreamstream.training.motifs.curves import mirrored, ribbon, shifted, smooth, symmetric, walk

KNOTS = np.array([(0.0, 0.0), (1.0, 0.2), (1.2, 1.0), (0.1, 1.1)])


def test_a_spline_passes_through_its_points():
    for closed in (False, True):
        curve = smooth(KNOTS, closed=closed, steps=5)
        np.testing.assert_allclose(curve[::5][:4], KNOTS, atol=1e-12)
    assert len(smooth(KNOTS, closed=True, steps=5)) == 20
    assert len(smooth(KNOTS, steps=5)) == 16


def test_a_spline_through_points_of_a_line_is_that_line():
    line = np.outer(np.arange(5), [2.0, 1.0])
    curve = smooth(line)
    np.testing.assert_allclose(curve[:, 0], 2 * curve[:, 1], atol=1e-12)


def test_outlines_are_mirrored_about_the_upright_axis():
    assert mirrored([(1, 2)]).tolist() == [[-1, 2]]
    assert shifted([(1, 2)], 3, 4).tolist() == [[4, 6]]
    assert symmetric([(1, 0), (2, 1)]).tolist() == [[1, 0], [2, 1], [-2, 1], [-1, 0]]


def test_a_walk_that_bends_evenly_runs_around_a_circle():
    path = walk((0.0, 0.0), 0.0, 0.05, lambda share: 0.05)
    np.testing.assert_allclose(np.hypot(*(path - (0.0, 1.0)).T), 1, atol=0.05)


@pytest.mark.parametrize("turned", [0.0, 0.6])
def test_a_ribbon_knows_how_far_along_and_how_far_beside_a_place_is(turned):
    rotation = np.array([[np.cos(turned), -np.sin(turned)], [np.sin(turned), np.cos(turned)]])
    canvas = Canvas(Pose(80, (40.0, 40.0), 36.0, rotation, 0.0), default_rng(0))
    place = ribbon(canvas, np.column_stack([np.linspace(-0.9, 0.9, 100), np.full(100, 0.2)]))
    inside = canvas.radius() < 0.8
    np.testing.assert_allclose(place.along[inside], canvas.u[inside] + 0.9, atol=1e-3)
    np.testing.assert_allclose(place.across[inside], canvas.v[inside] - 0.2, atol=1e-3)
