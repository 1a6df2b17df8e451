"""Sound that comes long after its pictures holds none of them back, and is all there."""

import io
from fractions import Fraction

import av
import pytest

from dreamstream.sinks import SinkOptions, open_sink, pipe
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.piped import open_piped


@pytest.mark.parametrize("output", ["out.mp4", "out.mov", "out.mkv"])
def test_every_packet_is_copied_at_its_time(sound_last, write, hear, tmp_path, output):
    write(open_piped(sound_last, SourceOptions()), tmp_path / output)
    before, after = hear(io.BytesIO(sound_last.getvalue()))[0].packets, hear(tmp_path / output)[0].packets
    assert [data for _, data in after] == [data for _, data in before]
    assert max(abs(b - a) for (b, _), (a, _) in zip(before, after, strict=True)) <= Fraction(1, 1000)


@pytest.fixture
def streamed(monkeypatch, tmp_path):
    """An MP4 as it goes into a pipe, and where to see what has come out of it."""
    with (tmp_path / "piped.mp4").open("wb") as stdout:
        monkeypatch.setattr(pipe, "STDOUT", stdout.fileno())
        yield open_sink("-", options=SinkOptions(format="mp4")), tmp_path / "piped.mp4"


@pytest.mark.parametrize("codec", ["aac", "ac3", "libopus"])
def test_a_pipe_has_the_pictures_before_their_sound_has_come(make_sounding, hear, streamed, codec):
    source = make_sounding("in.mkv", codec=codec, begins_seconds=Fraction(3, 2))
    sink, arrived = streamed
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
