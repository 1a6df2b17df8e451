"""Frames of several films counted as one's."""

from dataclasses import replace
from fractions import Fraction

from dreamstream.errors import SinkError
from dreamstream.frame import StreamInfo
from dreamstream.progress import FilmEnded, Finished, FrameDone
from dreamstream.several.films import Film
from dreamstream.several.tally import Tally

INFO = StreamInfo(64, 48, Fraction(24), Fraction(1, 24), 10)


def tally(*infos):
    records = []
    return Tally([Film(number, "a.jpg", None, info) for number, info in enumerate(infos)], records.append), records


def test_frames_are_added_up_and_those_that_will_not_come_are_left_out():
    count, records = tally(INFO, INFO)
    count.count(0, FrameDone(3, 10, 1.0))
    count.count(1, FrameDone(4, 10, 1.0))
    count.end(0, SinkError("the disk is full"))
    count.count(1, FrameDone(5, 10, 1.0))
    seen = [(record.done, record.frame_count) for record in records if isinstance(record, FrameDone)]
    assert seen == [(3, 20), (7, 20), (8, 13)]


def test_what_is_begun_is_what_has_not_failed_before():
    count, records = tally(INFO, replace(INFO, width=80), replace(INFO, width=72))
    count.end(1, SinkError("too wide"))
    count.begin("motif", ("parts",), "abacus")
    assert (records[1].films, records[1].size, records[1].frame_count) == (2, (72, 48), 20)


def test_what_an_earlier_run_has_left_counts_as_done():
    count, records = tally(INFO, INFO)
    count.go_on(1, 6)
    count.begin("motif", ("parts",), "abacus")
    count.count(0, FrameDone(1, 10, 1.0))
    count.count(1, FrameDone(7, 10, 1.0))
    assert records[0].resumed_at == 6
    assert [record.done for record in records[1:]] == [7, 8]


def test_where_one_films_end_is_not_known_the_end_of_all_is_not():
    count, records = tally(INFO, replace(INFO, frame_count=None))
    count.count(0, FrameDone(1, 10, 1.0))
    assert records[0].frame_count is None


def test_ends_are_returned_in_the_films_order():
    count, records = tally(INFO, INFO)
    first, second = Finished(10, 2.0, stopped=False), Finished(4, 2.0, stopped=True)
    count.count(0, FrameDone(10, 10, 1.0))
    count.end(1, second)
    count.end(0, first)
    assert count.finish() == [first, second]
    assert records[1:3] == [FilmEnded(1, second), FilmEnded(0, first)]
    assert (records[3].frames, records[3].stopped) == (10, True)
