"""Sound, subtitles and chapters of one film in another: the same bytes at the same times."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.companions.adts import without_header
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.piped import open_piped

MILLISECOND = Fraction(1, 1000)
PACKET = Fraction(1024, 48000)


class Unseekable(io.BytesIO):
    def seekable(self):
        return False


def moved(before, after):
    """How far each packet that arrived is from where it was."""
    places = {data: time for time, data in before}
    return [time - places[data] for time, data in after]


@pytest.mark.parametrize(
    ("name", "output", "film"),
    [
        ("in.mp4", "out.mp4", {"codec": "aac"}),
        ("in.mp4", "out.mov", {"codec": "aac", "rate": 44100}),
        ("in.mp4", "out.mkv", {"codec": "aac"}),
        ("in.mp4", "out.mp4", {"codec": "libmp3lame"}),
        ("in.mkv", "out.mp4", {"codec": "ac3"}),
        ("in.mkv", "out.mkv", {"codec": "pcm_s16le", "video": "ffv1"}),
        ("in.mov", "out.mov", {"codec": "pcm_s16le"}),
        ("in.mkv", "out.webm", {"codec": "libopus"}),
        ("in.mp4", "out.mp4", {"ticks": (0, 40, 300, 310, 900, 1400)}),
        ("in.mp4", "out.mp4", {"begins_seconds": Fraction(3, 2)}),
        ("in.mkv", "out.mkv", {"begins_seconds": Fraction(3, 2)}),
        ("in.mkv", "out.mkv", {"codec": "aac"}),
    ],
)
def test_every_packet_of_sound_is_copied_at_its_time(make_sounding, convey, hear, tmp_path, *, name, output, film):
    source = make_sounding(name, **film)
    convey(source, tmp_path / output)
    before, after = hear(source)[0], hear(tmp_path / output)[0]
    assert [data for _, data in after.packets] == [data for _, data in before.packets]
    assert max(map(abs, moved(before.packets, after.packets))) <= MILLISECOND
    assert (after.codec, after.language) == (before.codec, before.language or after.language)


@pytest.mark.parametrize(
    ("output", "tick"),
    [
        ("out.mp4", Fraction(1, 48000)),
        ("out.mkv", MILLISECOND),
        ("out.ts", Fraction(1, 90000)),
        ("out.m3u8", Fraction(1, 90000)),
        ("out.nut", Fraction(1, 48000)),
        ("out.flv", MILLISECOND),
    ],
)
@pytest.mark.parametrize("rate", [48000, 44100])
def test_the_packet_before_the_first_picture_stays_before_it(
    make_sounding, convey, hear, *, tmp_path, output, tick, rate
):
    source = make_sounding("in.mp4", rate=rate, ticks=tuple(range(0, 400, 40)))
    convey(source, tmp_path / output)
    shown = pictures(tmp_path / output)
    assert [time - shown[0] for time in shown] == [Fraction(index, 25) for index in range(10)]
    before, after = hear(source)[0].packets, hear(tmp_path / output)[0].packets
    assert before[0][0] == Fraction(-1024, rate)
    assert [without_header(data) for _, data in after] == [data for _, data in before]
    late = [end - shown[0] - begin for (begin, _), (end, _) in zip(before, after, strict=True)]
    assert max(map(abs, late)) <= tick
    # A film is moved no more than it has to be.
    assert shown[0] <= (0 if output in ("out.mp4", "out.mkv") else Fraction(1024, rate) + tick)


def pictures(path):
    with av.open(path) as film:
        return sorted(packet.pts * packet.time_base for packet in film.demux(video=0) if packet.size)


@pytest.mark.parametrize(
    ("name", "output", "sounding"),
    [
        *(("in.mp4", output, {}) for output in ("out.mp4", "out.ts", "out.nut", "out.flv")),
        # Which does not tell when its reordered pictures are shown.
        ("in.avi", "out.mkv", {"video": "libx264", "codec": "libmp3lame"}),
    ],
)
def test_beeps_stay_with_the_flashes(make_sounding, convey, hear_beeps, *, tmp_path, name, output, sounding):
    convey(make_sounding(name, **sounding), tmp_path / output)
    with av.open(tmp_path / output) as film:
        frames = [
            (float(frame.pts * frame.time_base), frame.to_ndarray().mean() > 90) for frame in film.decode(video=0)
        ]
    flashes = [time for (time, bright), (_, was_bright) in zip(frames[1:], frames, strict=False) if bright > was_bright]
    assert np.diff([frames[0][0], *flashes]) == pytest.approx([1])
    assert hear_beeps(tmp_path / output) == pytest.approx([frames[0][0], *flashes], abs=0.03)


def test_broadcast_sound_has_no_headers_in_a_file_and_the_same_times(make_sounding, convey, hear, tmp_path):
    source = make_sounding("in.ts", video="libx264")
    convey(source, tmp_path / "out.mp4")
    origin = Fraction(0)
    with av.open(source) as film:
        origin = film.streams.video[0].start_time * film.streams.video[0].time_base
    before, after = hear(source)[0].packets, hear(tmp_path / "out.mp4")[0].packets
    assert [data for _, data in after] == [data[7:] for _, data in before]
    assert max(abs(b - origin - a) for (b, _), (a, _) in zip(before, after, strict=True)) < MILLISECOND


@pytest.mark.parametrize(
    ("cut", "length"),
    [
        ({"from_seconds": Fraction(1)}, Fraction(2)),
        ({"from_seconds": Fraction(13, 25), "to_seconds": Fraction(38, 25)}, Fraction(1)),
        ({"frames": 10}, Fraction(2, 5)),
        ({"from_seconds": Fraction(1), "every": 5}, Fraction(2)),
        ({"from_seconds": Fraction(13, 25), "fps": Fraction(10), "duration_seconds": Fraction(1)}, Fraction(1)),
    ],
)
@pytest.mark.parametrize("name", ["in.mp4", "in.mkv", "in.mkv piped"])
def test_sound_is_cut_where_the_frames_are(make_sounding, write, hear, tmp_path, *, name, cut, length):
    film, _, is_piped = name.partition(" ")
    source, output = make_sounding(film), tmp_path / "out.mp4"
    options = SourceOptions(**cut)
    write(open_piped(Unseekable(source.read_bytes()), options) if is_piped else open_source(source, options), output)
    before, after = hear(source)[0].packets, hear(output)[0].packets
    start = cut.get("from_seconds", Fraction(0))
    wanted = [data for time, data in before if -PACKET <= time - start < length]
    assert [data for _, data in after] == wanted
    assert max(abs(each + start) for each in moved(before, after)) <= MILLISECOND


def test_a_gap_is_no_part_of_the_packet_before_it(make_sounding, convey, tmp_path):
    gapped = tmp_path / "gapped.mp4"
    options = {"movflags": "frag_keyframe+empty_moov"}
    with av.open(make_sounding("in.mp4")) as film, av.open(gapped, "w", options=options) as fragments:
        copies = [fragments.add_stream_from_template(stream, opaque=True) for stream in film.streams]
        for packet in film.demux():
            ends = Fraction(8, 5) if packet.stream.type == "audio" else Fraction(3, 2)
            if packet.size and not Fraction(3, 5) <= packet.pts * packet.time_base < ends:
                packet.stream = copies[packet.stream.index]
                fragments.mux(packet)
    convey(gapped, tmp_path / "out.nut", from_seconds=Fraction(1))
    assert pictures(tmp_path / "out.nut")[0] <= PACKET + MILLISECOND


@pytest.mark.parametrize(
    ("output", "languages", "told"),
    [
        ("out.mp4", ("deu", "fra"), ["deu", "fra"]),
        ("out.ts", ("deu", "fra"), ["deu", "fra"]),
        # As FFmpeg reads the numbers that are in there.
        ("out.mov", ("deu", "hrv"), ["ger", "hr "]),
    ],
)
def test_two_languages_stay(make_sounding, convey, hear, *, tmp_path, output, languages, told):
    convey(make_sounding("in.mkv", languages=languages), tmp_path / output)
    tracks = hear(tmp_path / output)
    assert [track.language for track in tracks] == told
    assert all(len(track.packets) > 90 for track in tracks)


@pytest.mark.parametrize(("output", "languages"), [("out.mov", ("haw", "deu")), ("out.mp4", ("de-AT", "deu"))])
def test_a_language_that_can_not_be_told_is_left_out_with_a_sentence(
    make_sounding, convey, hear, *, tmp_path, caplog, output, languages
):
    convey(make_sounding("in.mkv", languages=languages), tmp_path / output)
    assert len(hear(tmp_path / output)) == 2
    assert [record.message for record in caplog.records] == [
        f"{tmp_path / output} can't tell the language '{languages[0]}' of its sound, and leaves it out"
    ]


@pytest.mark.parametrize(
    ("name", "codec", "output", "becomes"),
    [
        ("in.mp4", "mov_text", "out.mp4", "mov_text"),
        ("in.mkv", "subrip", "out.mkv", "subrip"),
        ("in.mkv", "subrip", "out.mp4", "mov_text"),
        ("in.mp4", "mov_text", "out.mkv", "subrip"),
        ("in.mkv", "ass", "out.webm", "webvtt"),
    ],
)
def test_subtitles_say_the_same_at_the_same_time(
    make_sounding, convey, hear, tmp_path, *, caplog, name, codec, output, becomes
):
    source = make_sounding(name, subtitles=codec, codec="libopus")
    convey(source, tmp_path / output)
    (track,) = hear(tmp_path / output, "subtitle")
    assert track.codec == becomes
    assert [time for time, _ in track.packets] == [Fraction(1, 5), Fraction(6, 5)]
    assert all(words in data for words, (_, data) in zip((b"at 200", b"at 1200"), track.packets, strict=True))
    said = f"{tmp_path / output} can't hold {codec}: the subtitles are written as {becomes}"
    assert [record.message for record in caplog.records] == ([] if codec == becomes else [said])


def chapters(path):
    """Return a film's chapters: title, and beginning and end in milliseconds after its first picture."""
    first = pictures(path)[0]
    with av.open(path) as film:
        told = [(each["metadata"]["title"], each["time_base"], each["start"], each["end"]) for each in film.chapters()]
    return [(title, *(round(time * base - first, 3) * 1000 for time in times)) for title, base, *times in told]


@pytest.mark.parametrize(("name", "output"), [("in.mkv", "out.mp4"), ("in.mp4", "out.mkv"), ("in.mp4", "out.nut")])
def test_chapters_are_cut_too(make_sounding, convey, tmp_path, name, output):
    source = make_sounding(name, chapters=("one", "two", "three", "four"))
    convey(source, tmp_path / output, from_seconds=Fraction(3, 4), to_seconds=Fraction(3, 2))
    assert chapters(tmp_path / output) == [("two", 0, 250), ("three", 250, 750)]


def test_chapters_in_a_pipe_begin_with_its_pictures(make_sounding, convey, arrived):
    convey(make_sounding("in.mp4", chapters=("one", "two")), "-")
    assert chapters(arrived) == [("one", 0, 500), ("two", 500, 1000)]


def test_what_is_abandoned_plays_with_its_sound(make_sounding, hear, tmp_path):
    source = make_sounding("in.mp4", subtitles="mov_text")
    with open_source(source) as frames:
        sink = open_sink(tmp_path / "out.mp4")
        sink.open(frames.info)
        for frame, _ in zip(frames, range(25), strict=False):
            sink.write(frame)
        rest = sink.abandon()
    before, after = hear(source)[0].packets, hear(rest)[0].packets
    assert after == before[: len(after)]
    assert Fraction(9, 10) < after[-1][0] < 1


def test_a_frame_brings_the_sound_that_begins_before_the_next(make_sounding):
    with open_source(make_sounding("in.mp4"), SourceOptions(frames=25)) as source:
        frames = list(source)
    ends = [frame.pts_seconds for frame in frames[1:]] + [Fraction(1)]
    for frame, end in zip(frames, ends, strict=True):
        assert all(packet.pts_seconds < end for packet in frame.companions)
        assert frame.index == 0 or all(packet.pts_seconds >= frame.pts_seconds for packet in frame.companions)


@pytest.mark.parametrize("output", ["out.gif", "out.apng", "out.webp", "out.y4m", "%04d.png"])
def test_where_there_is_no_sound_only_asking_for_it_is_answered(make_sounding, convey, tmp_path, caplog, output):
    source = make_sounding("in.mp4", ticks=(0, 40, 80))
    convey(source, tmp_path / output)
    assert caplog.records == []
    asked = tmp_path / f"asked.{output}"
    convey(source, asked, SinkOptions(audio="copy"))
    assert [record.message for record in caplog.records] == [f"{asked} can't hold sound: --audio is left out there"]
