"""The canvas: its coordinates, and paint that covers what lies below it."""

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.training.motifs.canvas import Canvas, Pose
from dreamstream.training.motifs.palettes import rgb

RED, BLUE = rgb(1, 0, 0), rgb(0, 0, 1)
QUARTER_TURN = np.array([[0.0, -1.0], [1.0, 0.0]])


def canvas(matrix=None, bend=0.0, size=101):
    pose = Pose(size, (50.0, 50.0), 40.0, np.eye(2) if matrix is None else matrix, bend)
    return Canvas(pose, default_rng(0))


@pytest.mark.parametrize("bend", [0.0, 0.1])
@pytest.mark.parametrize("seed", range(5))
def test_points_are_placed_where_the_coordinates_say(bend, seed):
    rng = default_rng(seed)
    pose = Pose.draw(rng, 96, upright=False, stiff=True, snug=True)
    sheet = Canvas(Pose(pose.size, pose.centre, pose.radius, pose.matrix, bend), rng)
    for point in ((0.0, 0.0), (0.5, -0.3), (-0.4, 0.6)):
        x, y = np.rint(sheet.pixels([point])[0]).astype(int)
        assert (sheet.u[y, x], sheet.v[y, x]) == pytest.approx(point, abs=0.04)


def test_a_turn_turns_the_coordinates():
    sheet = canvas(QUARTER_TURN)
    assert (sheet.u[90, 50], sheet.v[90, 50]) == pytest.approx((1, 0), abs=1e-6)


def test_a_snug_motifs_unit_disc_lies_on_the_sheet():
    for seed in range(20):
        pose = Pose.draw(default_rng(seed), 64, upright=False, stiff=False, snug=True)
        assert max(abs(at - 32) for at in pose.centre) + pose.radius <= 32


def test_paint_covers_what_lies_below_as_far_as_it_covers():
    sheet = canvas()
    sheet.paint(RED)
    sheet.paint(BLUE, 0.25)
    np.testing.assert_allclose(sheet.colour[:, 0, 0], (0.75, 0, 0.25))
    assert (sheet.coverage == 1).all()


def test_a_transparent_sheet_keeps_its_colour_multiplied():
    sheet = canvas()
    sheet.paint(RED, 0.5)
    sheet.paint(BLUE, 0.5)
    np.testing.assert_allclose(sheet.colour[:, 0, 0], (0.25, 0, 0.5))
    assert sheet.coverage[0, 0] == pytest.approx(0.75)


@pytest.mark.parametrize(
    "shape",
    [
        lambda sheet: sheet.disc(0.0, 0.0, 0.5),
        lambda sheet: sheet.within(sheet.oval((0.1, 0.0), (1.0, 0.25), 0.7), 0.25),
        lambda sheet: sheet.dots([(0.0, 0.0)], [0.5]),
    ],
)
def test_shapes_have_their_area_and_edges_as_wide_as_a_pixel(shape):
    coverage = shape(canvas())
    assert coverage.sum() == pytest.approx(np.pi * 20**2, rel=0.08)
    assert ((coverage > 0.02) & (coverage < 0.98)).sum() < 4 * 2 * np.pi * 25


def test_polygons_and_strokes_have_their_area():
    sheet = canvas()
    square = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    assert sheet.polygon(square).sum() == pytest.approx(1600, rel=0.07)
    assert sheet.strokes([[(-0.5, 0.0), (0.5, 0.0)]], 0.2).sum() == pytest.approx(40 * 8 + np.pi * 4**2, rel=0.25)
    assert 0 < sheet.strokes([[(-0.5, 0.0), (0.5, 0.0)]], 0.01).max() < 0.5


def test_a_twin_is_blank_and_shares_the_coordinates():
    sheet = canvas()
    sheet.paint(RED)
    twin = Canvas.like(sheet)
    twin.paint(BLUE, 0.5)
    assert twin.u is sheet.u
    assert (sheet.colour[2] == 0).all()
