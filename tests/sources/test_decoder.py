import logging
import wave
from collections.abc import Callable
from pathlib import Path

import av
import pytest

from dreamstream.errors import SourceError
from dreamstream.sources.decoder import Decoder
from dreamstream.sources.medium import open_file

MakeVideo = Callable[..., Path]


def packet_places(path: Path) -> list[tuple[int, int]]:
    with av.open(path) as container:
        return [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]


def test_it_knows_rate_length_and_tags(make_video: MakeVideo):
    decoder = Decoder(open_file(make_video("a.mkv", rate=25)))
    assert (decoder.rate, float(decoder.duration_seconds or 0)) == (25, pytest.approx(0.24))
    assert "ENCODER" in decoder.metadata
    assert len(list(decoder)) == 6
    assert (decoder.skipped, decoder.broken_off) == (0, None)
    decoder.close()


def test_packets_that_do_not_decode_are_left_out_and_told_of_once(
    make_video: MakeVideo, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    path = make_video("a.mov", codec="png", pixel_format="rgb24")
    data = bytearray(path.read_bytes())
    for position, size in packet_places(path)[1:3]:
        data[position + size // 2 : position + size // 2 + 20] = bytes(20)
        data[position + 8 : position + 40] = bytes(32)
    path.write_bytes(data)
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        decoder = Decoder(open_file(path))
        assert len(list(decoder)) == 4
    assert (decoder.skipped, decoder.broken_off) == (2, None)
    assert [record.getMessage() for record in caplog.records] == [
        f"2 packets of '{path}' could not be decoded and left out"
    ]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi"])
def test_a_file_cut_in_the_middle_gives_what_is_there_and_says_where_it_ends(
    make_video: MakeVideo, name: str, capfd: pytest.CaptureFixture[str]
):
    path = make_video(name, codec="mjpeg", pixel_format="yuvj420p", rate=5)
    path.write_bytes(path.read_bytes()[: packet_places(path)[2][0] + 10])
    decoder = Decoder(open_file(path))
    assert 2 <= len(list(decoder)) <= 4
    assert decoder.broken_off is not None
    assert f"{name}' breaks off at 0." in decoder.broken_off
    assert capfd.readouterr() == ("", "")


def test_closed_in_the_middle_it_just_ends(make_video: MakeVideo):
    decoder = Decoder(open_file(make_video()))
    frames = iter(decoder)
    next(frames)
    decoder.close()
    decoder.close()
    assert list(frames) == []
    assert (decoder.closed, decoder.broken_off) == (True, None)


def test_text_is_no_video_whatever_its_name(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    for name in ("a.txt", "a.mp4", "a.jpg", "a.ans"):
        (tmp_path / name).write_text("hello there\n" * 100)
        with pytest.raises(SourceError, match="neither a picture nor a video"):
            Decoder(open_file(tmp_path / name))
    assert capfd.readouterr() == ("", "")


def test_sound_alone_is_no_video(tmp_path: Path):
    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    with pytest.raises(SourceError, match="holds no video"):
        Decoder(open_file(tmp_path / "a.wav"))


def test_a_colon_in_the_name_is_no_protocol(make_video: MakeVideo):
    path = make_video()
    odd = path.rename(path.with_name("http: 100%d.mkv"))
    assert len(list(Decoder(open_file(odd)))) == 6
