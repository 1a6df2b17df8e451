"""Pieces made one film: what has to be new, and what has to stay as it is."""

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.errors import SinkError
from dreamstream.sinks.formats import find_format
from dreamstream.sinks.joining import About, Cut, count_packets, decoding_times, write_joined

TIMES = st.lists(st.integers(0, 10_000), min_size=1, max_size=40, unique=True)


@given(TIMES)
def test_packets_are_decoded_one_after_another_and_none_after_it_is_shown(times):
    shown = np.array(times, np.int64)
    decoded = decoding_times(shown)
    assert (np.diff(decoded) > 0).all()
    assert (decoded <= shown).all()


@given(TIMES)
def test_packets_that_come_in_order_are_decoded_when_they_are_shown(times):
    shown = np.array(sorted(times), np.int64)
    assert decoding_times(shown).tolist() == shown.tolist()


def test_before_the_film_begins_frames_are_as_far_apart_as_in_it():
    # Otherwise an MP4 would tell a higher rate than that of its frames.
    assert decoding_times(np.array([0, 40, 20, 10, 30])).tolist() == [-20, -10, 0, 10, 20]


@pytest.fixture
def film(tmp_path, write_film, make_info, make_frames):
    """A film of so many frames."""

    def film(name, count, **options):
        write_film(tmp_path / name, make_info(), make_frames(make_info(), count), **options)
        return tmp_path / name

    return film


def contents(path):
    with av.open(path) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_the_packets_wanted_are_copied_as_they_are(film, tmp_path, read_back, name):
    first, second = film(f"1{name}", 20, codec="hevc"), film(f"2{name}", 5, codec="hevc")
    joined = tmp_path / name
    container = find_format("mp4" if "4" in name else "mkv")
    write_joined([Cut(first, Fraction(0), 17), Cut(second, Fraction(2))], joined, container, About({}))
    assert contents(joined) == contents(first)[:17] + contents(second)
    assert count_packets(joined) == (22,)
    assert [seconds for seconds, _ in read_back(joined)][17:] == [2 + Fraction(index, 25) for index in range(5)]
    with av.open(joined) as container, av.open(first) as old:
        tags = [each.streams.video[0].codec_context.codec_tag for each in (container, old)]
    assert tags[0] == tags[1]


def test_what_is_encoded_differently_is_no_one_film(film, tmp_path):
    cuts = [Cut(film("1.mkv", 5), Fraction(0)), Cut(film("2.mkv", 5, pix_fmt="yuv444p"), Fraction(1))]
    with pytest.raises(SinkError, match=r"1\.mkv and .*2\.mkv were encoded differently and can't become one film"):
        write_joined(cuts, tmp_path / "a.mkv", find_format("mkv"), About({}))


def test_what_is_no_film_can_not_be_counted(tmp_path):
    (tmp_path / "a.mkv").write_bytes(b"no film")
    with pytest.raises(SinkError, match=r"a\.mkv can't be read to go on with it: Invalid data"):
        count_packets(tmp_path / "a.mkv")
