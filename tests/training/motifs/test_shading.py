"""Light: slopes towards it are bright, slopes away from it dark, and cushions swell from their edges."""

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.training.motifs.canvas import Canvas, Pose
from dreamstream.training.motifs.palettes import grey
from dreamstream.training.motifs.shading import inflated, relief


@pytest.fixture
def canvas():
    sheet = Canvas(Pose(81, (40.0, 40.0), 32.0, np.eye(2), 0.0), default_rng(0))
    sheet.light = -0.5 * np.pi
    return sheet


def test_what_faces_the_light_is_brighter(canvas):
    ball = np.sqrt(np.clip(1 - canvas.radius() ** 2, 0, 1))
    lit = relief(canvas, grey(0.5), ball, gloss=0.0)[0]
    assert lit[20, 40] > lit[40, 40] > lit[60, 40]
    assert lit[40, 25] == pytest.approx(lit[40, 55], abs=1e-3)


def test_a_flat_surface_is_lit_evenly_and_gloss_adds_light(canvas):
    flat = np.zeros_like(canvas.u)
    dull, glossy = (relief(canvas, grey(0.5), flat, gloss) for gloss in (0.0, 0.5))
    assert np.ptp(dull) == pytest.approx(0, abs=1e-6)
    assert (glossy >= dull).all()


def test_a_cushion_is_highest_far_from_its_edge(canvas):
    height = inflated(canvas, canvas.disc(0, 0, 0.9), 0.3)
    assert height[0, 0] == 0
    assert height[40, 40] == pytest.approx(0.3)
    assert height[40, 40] > height[40, 14] > height[40, 12]
