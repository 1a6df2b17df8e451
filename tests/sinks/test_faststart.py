"""MP4 whose tables stand in front: the same packets at the same times."""

from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.frame import Frame, StreamInfo


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 31])
def test_reordered_frames_of_any_number_are_copied(tmp_path, write_film, make_info, read_back, count):
    path = tmp_path / "out.mp4"
    rows, columns = np.mgrid[0:48, 0:64]
    pan = [(np.sin((columns + step) / 9) * np.cos(rows / 7) * 120 + 128).astype(np.uint8) for step in range(count)]
    info = make_info(64, 48)
    frames = [Frame(np.dstack([grey] * 3), index, index / info.rate) for index, grey in enumerate(pan)]
    write_film(path, info, frames)
    with av.open(path) as film:
        packets = [packet for packet in film.demux(video=0) if packet.size]
    assert any(packet.pts != packet.dts for packet in packets) or count < 4
    assert [seconds for seconds, _ in read_back(path)] == [frame.pts_seconds for frame in frames]


def test_the_tables_stand_in_front_and_the_tags_are_kept(tmp_path, write_film, make_frames):
    info = StreamInfo(48, 32, Fraction(25), Fraction(1, 25), metadata={"comment": "seed 7; " * 300, "title": "x"})
    write_film(tmp_path / "out.mp4", info, make_frames(info, 3))
    data = (tmp_path / "out.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert b"moof" not in data
    with av.open(tmp_path / "out.mp4") as container:
        assert container.metadata["comment"] == "seed 7; " * 300
        assert container.metadata["title"] == "x"


@pytest.mark.parametrize(("codec", "tag"), [("hevc", "hvc1"), ("av1", "av01"), ("vp9", "vp09")])
def test_every_codec_keeps_the_tag_that_players_look_for(tmp_path, write_film, make_info, make_frames, codec, tag):
    write_film(tmp_path / "out.mp4", make_info(), make_frames(make_info(), 3), codec=codec)
    with av.open(tmp_path / "out.mp4") as film:
        assert film.streams.video[0].codec_context.codec_tag == tag
