"""Sound that comes long after its pictures holds none of them back, and is all there."""

import io
from fractions import Fraction

import av
import pytest
from substreams import write_eight_channels

from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.piped import open_piped


@pytest.mark.parametrize("output", ["out.mp4", "out.mov", "out.mkv"])
def test_every_packet_is_copied_at_its_time(sound_last, write, hear, tmp_path, output):
    write(open_piped(sound_last, SourceOptions()), tmp_path / output)
    before, after = hear(io.BytesIO(sound_last.getvalue()))[0].packets, hear(tmp_path / output)[0].packets
    assert [data for _, data in after] == [data for _, data in before]
    assert max(abs(b - a) for (b, _), (a, _) in zip(before, after, strict=True)) <= Fraction(1, 1000)


@pytest.mark.parametrize(
    ("container", "codec"), [("mp4", "aac"), ("mp4", "ac3"), ("mp4", "libopus"), ("mov", "pcm_s16le")]
)
def test_a_pipe_has_the_pictures_before_their_sound_has_come(make_sounding, hear, arrived, container, codec):
    source = make_sounding("in.mkv", codec=codec, begins_seconds=Fraction(3, 2))
    sink = open_sink("-", options=SinkOptions(format=container))
    with open_source(source) as film:
        sink.open(film.info)
        for frame in film:
            sink.write(frame)
            if frame.index == 25:
                with av.open(arrived) as begun:
                    assert sum(packet.size > 0 for packet in begun.demux(video=0)) >= 24
        sink.finish()
    before, after = hear(source)[0].packets, hear(arrived)[0].packets
    assert [data for _, data in after[2:]] == [data for _, data in before]
    assert max(abs(b - a) for (b, _), (a, _) in zip(before, after[2:], strict=True)) <= Fraction(1, 1000)
    # Before them there is silence.
    assert after[0][0] < 0
    assert after[1][1] == after[0][1]


@pytest.mark.parametrize(
    ("output", "codec"),
    [
        ("out.mp4", "ac3"),
        ("out.mp4", "eac3"),
        ("out.mp4", "libmp3lame"),
        ("out.mp4", "mp2"),
        ("out.mp4", "libopus"),
        ("out.mp4", "flac"),
        ("out.mp4", "alac"),
        ("out.mov", "ac3"),
        ("out.mov", "pcm_s16le"),
        ("out.mov", "pcm_s24le"),
        ("out.mp4", "aac"),
    ],
)
def test_a_file_has_the_pictures_before_their_sound_has_come(make_sounding, hear, tmp_path, output, codec):
    late = {"ticks": tuple(range(0, 5000, 40)), "begins_seconds": Fraction(9, 2), "chapters": ("one", "two")}
    source = make_sounding("in.mkv", codec=codec, **late)
    write_watched(source, tmp_path / output)
    before, after = hear(source)[0].packets, hear(tmp_path / output)[0].packets
    assert b"".join(data for _, data in after) == b"".join(data for _, data in before)
    assert [after[0][0], after[-1][0]] == pytest.approx([before[0][0], before[-1][0]], abs=0.001)
    with av.open(tmp_path / output) as whole:
        assert [each["metadata"]["title"] for each in whole.chapters()] == ["one", "two"]


def write_watched(source, output):
    """Write a film that has its pictures as they come."""
    sink = open_sink(output)
    with open_source(source) as film:
        sink.open(film.info)
        for frame in film:
            sink.write(frame)
            if frame.index == 100:
                # Some are in the encoder's hands.
                with av.open(output.with_suffix(f".part{output.suffix}")) as begun:
                    assert sum(packet.size > 0 for packet in begun.demux(video=0)) >= 40
        sink.finish()


@pytest.mark.parametrize("output", ["out.mp4", "out.mov"])
def test_so_has_one_whose_sound_has_more_channels_than_can_be_encoded(hear, tmp_path, output):
    source = tmp_path / "in.mkv"
    write_eight_channels(source, begins_seconds=Fraction(9, 2))
    write_watched(source, tmp_path / output)
    assert hear(tmp_path / output)[0].packets == hear(source)[0].packets
    with av.open(tmp_path / output) as whole:
        assert whole.streams.audio[0].layout.name == "7.1"
