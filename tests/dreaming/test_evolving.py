"""What holds in a dream that moves on whenever its picture has settled."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.distortions import Chain, Rotate, Zoom
from dreamstream.dreaming import Evolution, Target
from dreamstream.dreaming.evolving import Evolving
from dreamstream.frame import Frame, Moment
from dreamstream.schedule import Cycle

OWN = Cycle((Target("edges"), Target("parts")), 2)
ENDS = (1 * Target("objects"), 1 * Target("textures", random_channels=3))
ZOOM, WHIRL = Chain((Zoom(),)), Chain((Rotate(), Zoom()))


@pytest.fixture
def still():
    """Frames by number that are all the same."""
    return lambda index: Frame(np.full((9, 16, 3), 99, np.uint8), index, Fraction(index, 25))


@pytest.fixture
def held(still):
    """Show so many frames that stand still, and return what ``read`` says of each before it is seen."""

    def held(evolving, read, frames):
        values = []
        for index in range(frames):
            values.append(read(evolving, Moment(index)))
            evolving.see(still(index))
        return values

    return held


def target(evolving, moment):
    return evolving.target(moment)


def test_targets_and_distortions_take_turns_with_ones_own_whenever_the_picture_has_settled(held):
    def both(evolving, moment):
        return evolving.target(moment), evolving.distort

    evolving = Evolving(OWN, ZOOM, Evolution(ENDS, (WHIRL,), patience_frames=3))
    edges, parts = OWN.values
    own = [(edges, ZOOM), (edges, ZOOM), (parts, ZOOM)]
    elsewhere = [(ENDS[0], WHIRL)] * 3 + [(ENDS[1], ZOOM)] * 3
    # One's own go on by the frame's number.
    own_again = [(edges, WHIRL), (parts, WHIRL), (parts, WHIRL)]
    assert held(evolving, both, 12) == own + elsewhere + own_again
    assert evolving.turn == 4


def test_a_picture_that_changes_stays_with_what_it_is(still):
    evolving = Evolving(OWN, ZOOM, Evolution(ENDS, patience_frames=3))
    for index in range(9):
        evolving.see(Frame(still(0).pixels * np.uint8(index % 3), index, Fraction(0)))
    assert evolving.turn == 0


def test_without_an_evolution_a_dream_may_settle(held):
    assert held(Evolving(OWN, ZOOM, None), target, 9) == [OWN(Moment(index)) for index in range(9)]


def test_channels_are_drawn_anew_by_ones_own_turns_and_once_for_every_end(held):
    evolving = Evolving(OWN, ZOOM, Evolution(ENDS, patience_frames=3))
    assert held(evolving, Evolving.draw, 12) == [0, 0, 1, 1, 1, 1, 2, 2, 2, 4, 5, 5]


def test_distortions_alone_may_change(held):
    evolving = Evolving(OWN, ZOOM, Evolution((), (WHIRL,), patience_frames=2))
    assert held(evolving, target, 5) == [OWN(Moment(index)) for index in range(5)]
    assert evolving.distort is ZOOM


def test_each_change_is_told_once(held, caplog):
    held(Evolving(OWN, ZOOM, Evolution(ENDS, (WHIRL, Chain()), patience_frames=3)), target, 11)
    assert caplog.messages == [
        "frame 2: the picture has settled; now dreaming at objects, distorted by rotate, zoom",
        "frame 5: the picture has settled; now dreaming at textures:random(3), distorted by nothing",
        "frame 8: the picture has settled; now dreaming at edges, parts, distorted by zoom",
    ]
    caplog.clear()
    held(Evolving(OWN, ZOOM, Evolution(ENDS, patience_frames=3)), target, 3)
    assert caplog.messages == ["frame 2: the picture has settled; now dreaming at objects"]


def test_who_chooses_other_targets_ends_the_evolution_and_another_distortion_does_not(held):
    evolving = Evolving(OWN, ZOOM, Evolution(ENDS, (), patience_frames=2, threshold=0.5))
    evolving.steer(OWN, WHIRL)
    held(evolving, target, 12)
    assert evolving.turn > 0
    assert evolving.distort is WHIRL
    other = Cycle((Target("edges"),), 1)
    evolving.steer(other, ZOOM)
    assert held(evolving, target, 12) == [Target("edges")] * 12
