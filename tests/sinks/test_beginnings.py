from fractions import Fraction

from dreamstream.sinks.beginnings import Beginnings


def test_it_is_over_when_every_track_has_begun():
    beginnings = Beginnings([1, 2])
    assert not beginnings.begin(1)
    assert not beginnings.are_over
    beginnings.begin(2)
    assert beginnings.are_over


def test_half_a_second_after_the_first_picture_what_is_missing_is_begun_once():
    beginnings = Beginnings([3, 1, 2])
    beginnings.begin(1)
    assert [beginnings.overdue(seconds) for seconds in (Fraction(2), Fraction(2.4), Fraction(2.5))] == [[], [], [2, 3]]
    assert beginnings.are_over
    assert beginnings.overdue(Fraction(9)) == []


def test_the_first_packet_after_a_placeholder_is_known():
    beginnings = Beginnings([1, 2])
    beginnings.overdue(Fraction(0))
    beginnings.overdue(Fraction(1))
    assert [beginnings.begin(place) for place in (2, 2, 1)] == [True, False, True]
