"""Sound for containers that can't hold what it is, and other sound than the film's own."""

from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.errors import UsageError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sources import SourceOptions, open_source


@pytest.mark.parametrize(
    ("name", "film", "output", "becomes"),
    [
        ("in.mp4", {"codec": "aac"}, "out.webm", "opus"),
        ("in.mkv", {"codec": "pcm_s16le", "rate": 22050}, "out.mp4", "aac"),
        ("in.mkv", {"codec": "libopus"}, "out.ts", "aac"),
    ],
)
def test_the_beeps_are_where_they_were_and_a_warning_says_so(
    make_sounding, convey, hear, hear_beeps, *, tmp_path, caplog, name, film, output, becomes
):
    source = make_sounding(name, **film)
    convey(source, tmp_path / output)
    assert hear(tmp_path / output)[0].codec == becomes
    with av.open(tmp_path / output) as made:
        begins = float(made.streams.video[0].start_time * made.streams.video[0].time_base)
    assert hear_beeps(tmp_path / output) == pytest.approx([begins + time for time in hear_beeps(source)], abs=0.01)
    was = film["codec"].removeprefix("lib")
    said = f"{tmp_path / output} can't hold {was}: the sound is encoded again, as {becomes}"
    assert [record.message for record in caplog.records] == [said]


def test_sound_that_begins_late_still_does(make_sounding, convey, hear_beeps, tmp_path):
    convey(make_sounding("in.mp4", begins_seconds=Fraction(3, 2)), tmp_path / "out.webm")
    assert hear_beeps(tmp_path / "out.webm") == pytest.approx([1.5, 2.5], abs=0.03)


def test_a_still_gets_a_soundtrack_as_long_as_the_film(make_sounding, write, hear, tmp_path):
    picture = np.zeros((64, 96, 3), np.uint8)
    song = make_sounding("song.mp4")
    options = SinkOptions(audio=str(song))
    write(open_source(picture, SourceOptions(frames=20, fps=Fraction(20))), tmp_path / "out.mp4", options)
    before, after = hear(song)[0].packets, hear(tmp_path / "out.mp4")[0].packets
    assert after == [each for each in before if each[0] < 1]


def test_a_soundtrack_takes_the_place_of_the_films_own_sound(make_sounding, convey, hear, tmp_path):
    song, film = make_sounding("song.m4a", languages=("fra",)), make_sounding("in.mp4", subtitles="mov_text")
    convey(film, tmp_path / "out.mp4", SinkOptions(audio=str(song)))
    assert [track.language for track in hear(tmp_path / "out.mp4")] == ["fra"]
    assert len(hear(tmp_path / "out.mp4", "subtitle")[0].packets) == 2


def test_none_leaves_only_the_sound_out(make_sounding, convey, hear, tmp_path, caplog):
    convey(make_sounding("in.mkv", subtitles="subrip"), tmp_path / "out.mkv", SinkOptions(audio="none"))
    assert hear(tmp_path / "out.mkv") == []
    assert len(hear(tmp_path / "out.mkv", "subtitle")) == 1
    assert caplog.records == []


def test_a_soundtrack_without_sound_or_file_is_refused_at_once(tmp_path):
    with av.open(tmp_path / "silent.mkv", "w") as film:
        pictures = film.add_stream("mpeg4", rate=25)
        film.mux(pictures.encode(av.VideoFrame(640, 480)))
        film.mux(pictures.encode(None))
    with pytest.raises(UsageError, match="there is no sound in"):
        open_sink(tmp_path / "out.mp4", options=SinkOptions(audio=str(tmp_path / "silent.mkv")))
    with pytest.raises(UsageError, match="can't be read: No such file"):
        open_sink(tmp_path / "out.mp4", options=SinkOptions(audio=str(tmp_path / "nothing.mp3")))


@pytest.mark.parametrize("audio", [None, "none", "song"])
def test_backwards_there_is_only_a_soundtrack(make_sounding, convey, hear, tmp_path, caplog, audio):
    film = make_sounding("in.mp4", ticks=tuple(range(0, 400, 40)))
    options = SinkOptions(reverse=True, audio=str(film) if audio == "song" else audio)
    convey(film, tmp_path / "out.mp4", options)
    assert len(hear(tmp_path / "out.mp4")) == (audio == "song")
    said = ["a film that runs backwards has no sound: its input's is left out"]
    assert [record.message for record in caplog.records] == (said if audio is None else [])


def test_each_of_several_outputs_gets_what_it_holds(make_sounding, convey, hear, tmp_path):
    outputs = [tmp_path / name for name in ("a.mp4", "b.webm", "c.gif", "d.mkv")]
    convey(make_sounding("in.mp4"), outputs)
    assert [[track.codec for track in hear(path)] for path in outputs] == [["aac"], ["opus"], [], ["aac"]]


def test_a_track_that_never_begins_keeps_no_film_from_the_disk(make_sounding, tmp_path):
    with open_source(make_sounding("in.mp4")) as source:
        info = StreamInfo(96, 64, Fraction(25), Fraction(1, 25), tracks=source.info.tracks)
    sink = open_sink(tmp_path / "out.mp4")
    sink.open(info)
    for index in range(60):
        sink.write(Frame(np.full((64, 96, 3), 4 * index, np.uint8), index, Fraction(index, 25)))
    # As after kill -9: nothing closes it.
    with av.open(tmp_path / "out.part.mp4") as film:
        assert sum(packet.size > 0 for packet in film.demux(video=0)) > 30
    sink.finish()
    with av.open(tmp_path / "out.mp4") as film:
        assert sum(packet.size > 0 for packet in film.demux(video=0)) == 60
        assert not film.streams.audio
