"""Where a later run may begin to choose, so that it chooses the same pictures."""

from fractions import Fraction

from dreamstream.sources import anchors
from dreamstream.sources.anchors import Anchors
from dreamstream.sources.timing import Timed


def noted(*ticks):
    """Let pictures of 10 a second be chosen for 5 frames a second."""
    made = Anchors(Fraction(1, 10), Fraction(5))
    assert [each.ticks for each in made.noting(Timed(None, tick) for tick in ticks)] == list(ticks)
    return made


def test_the_picture_comes_no_later_than_what_the_frame_shows():
    made = noted(0, 1, 4, 5, 8)
    assert [made.before(Fraction(n, 5)) for n in range(6)] == [
        0,
        0,
        0,
        Fraction(4, 10),
        Fraction(4, 10),
        Fraction(8, 10),
    ]


def test_before_the_last_that_are_known_it_is_the_first_of_all(monkeypatch):
    monkeypatch.setattr(anchors, "_MOST", 3)
    made = noted(*range(0, 20, 2))
    assert made.before(Fraction(1)) == 0
    assert made.before(Fraction(2)) == Fraction(18, 10)
