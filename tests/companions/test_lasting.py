"""How long a packet lasts that does not say so."""

from fractions import Fraction

from dreamstream.companions import Packet
from dreamstream.companions.lasting import Lasting


def durations(*packets):
    lasting = Lasting()
    return [lasting(Packet(0, b"x", Fraction(at), Fraction(duration))).duration_seconds for at, duration in packets]


def test_as_long_as_others_whatever_gap_there_is():
    assert durations((0, 0), (7, 0), (9, 0), (20, 0)) == [0, 7, 2, 2]


def test_what_is_said_is_believed():
    assert durations((0, 3), (7, 4), (20, 5)) == [3, 4, 5]
