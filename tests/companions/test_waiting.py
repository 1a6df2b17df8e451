"""Packets before their pictures: in order, and not without end."""

from fractions import Fraction

from dreamstream.companions import Packet
from dreamstream.companions.waiting import MOST_BYTES, Waiting


def at(seconds, data=b"x"):
    return Packet(0, data, Fraction(seconds), Fraction(1))


def test_they_are_given_in_the_order_of_their_times_once():
    waiting = Waiting("film.mkv")
    packets = [at(2), at(0), at(3), at(0)]
    for packet in packets:
        waiting.add(packet)
    assert waiting.before(Fraction(2)) == [packets[1], packets[3]]
    assert waiting.before(None) == [packets[0], packets[2]]
    assert waiting.before(None) == []


def test_what_lies_too_far_from_its_pictures_is_left_out_and_told_once(caplog):
    waiting = Waiting("film.mkv")
    large = bytes(MOST_BYTES // 2)
    for seconds in range(4):
        waiting.add(at(seconds, large))
    assert [packet.pts_seconds for packet in waiting.before(None)] == [0, 1]
    assert [record.message for record in caplog.records] == [
        "sound and subtitles of film.mkv lie too far from their pictures: at 2.0 s some are left out"
    ]
    waiting.add(at(4, large))
    assert len(waiting.before(None)) == 1
