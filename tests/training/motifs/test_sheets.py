"""Contact sheets."""

import numpy as np
from numpy.random import default_rng

from dreamstream.training.motifs import MOTIFS, render, scene_sheet, sheet


def test_a_row_for_every_class_or_sixty_four_of_one():
    assert sheet(seed=1, size=16, columns=2).shape == (16 * len(MOTIFS), 32, 3)
    assert sheet("owl", size=16).shape == (128, 128, 3)
    assert scene_sheet(size=32, rows=2, columns=3).shape == (64, 96, 3)


def test_a_picture_can_be_drawn_again_from_its_place():
    drawn = sheet("owl", 9, size=32, columns=4)
    np.testing.assert_array_equal(drawn[64:96, 32:64], render("owl", default_rng((9, 2, 1)), 32))
