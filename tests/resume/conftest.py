"""What tests of going on share: a state, and facts about a render."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.dreaming import DreamState
from dreamstream.dreaming.carrying import LastDream
from dreamstream.dreaming.state import plain
from dreamstream.frame import Moment
from dreamstream.resume.saved import Saved
from dreamstream.sinks.resumable import Piece
from dreamstream.sources.base import Mark


@pytest.fixture
def saved():
    """A state with something in every place; its numbers are such that text would lose some."""
    carried = np.random.default_rng(0).normal(100, 80, (6, 8, 3)).astype(np.float32)
    flow = plain(
        LastDream(carried.astype(np.uint8), carried, carried, carried[..., 0], Moment(44, Fraction(9, 5)), (0.1,))
    )
    dream = DreamState(carried, turn=3, looks=np.ones((2, 12, 24), np.float32), first_change=1 / 3, **flow)
    pieces = (Piece(40, Fraction(0)), Piece(7, Fraction(40 * 1001, 30000)))
    last = Mark(44, Fraction(9, 5), "0123", began_seconds=Fraction(1, 3))
    return Saved({"the input": "fingerprint 0", "dream.seed": "0"}, last, dream, pieces)
