"""Films made in several runs, each broken off, as against films made in one go.

What is in the folder while a film grows is what a killed process leaves, so that is copied and gone on with.
"""

import shutil
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.errors import OutputExistsError, SinkError
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import SinkOptions, open_sink

COUNT = 60
TICK = Fraction(1, 1000)
FILMS = [
    ("a.mp4", None),
    ("a.mov", "hevc"),
    ("a.mkv", None),
    ("a.mkv", "ffv1"),
    ("a.webm", None),
    ("a.webm", "av1"),
    ("a.ts", None),
    ("a.nut", None),
    ("a.nut", "h264"),
]


@pytest.fixture
def info():
    return StreamInfo(64, 48, Fraction(25), TICK)


@pytest.fixture
def frames():
    """A pattern that passes by, so that encoders reorder, at uneven times."""
    rows, columns = np.mgrid[0:48, 0:64]
    ticks = np.cumsum(np.random.default_rng(0).integers(2, 90, COUNT))
    greys = (np.sin((columns + 3 * index) / 9) * np.cos(rows / 7) * 100 + 128 for index in range(COUNT))
    pans = (np.dstack([grey] * 3).astype(np.uint8) for grey in greys)
    return [
        Frame(pixels, index, tick * TICK)
        for index, (pixels, tick) in enumerate(zip(pans, ticks - ticks[0], strict=True))
    ]


@pytest.fixture
def break_off(info, frames):
    """Go on with a film after ``pieces`` up to a frame; return the sink, still open, and the pieces then."""

    def break_off(path, pieces=(), upto=COUNT, **options):
        sink = open_sink(path, options=SinkOptions(**options), resume=True)
        if pieces:
            sink.resume(pieces)
        first = sink.kept_frames
        sink.open(info)
        for frame in frames[first:upto]:
            sink.write(frame)
        return sink, sink.secure()

    return break_off


@pytest.fixture
def killed(tmp_path, break_off):
    """Go on with the film in a folder up to a frame; return the folder as a killed process would leave it."""
    folders = []

    def killed(name, pieces, upto, **options):
        here = folders[-1] if folders else tmp_path / "0"
        here.mkdir(exist_ok=True)
        sink, kept = break_off(here / name, pieces, upto, **options)
        folders.append(shutil.copytree(here, tmp_path / str(len(folders) + 1)))
        sink.abandon()
        return folders[-1], kept

    return killed


@pytest.mark.parametrize(("name", "codec"), FILMS)
def test_a_film_of_pieces_has_every_frame_at_its_time(tmp_path, killed, break_off, read_back, name, codec):
    pieces = ()
    for upto in (34, 35, 52):
        folder, pieces = killed(name, pieces, upto, codec=codec)
        assert len(read_back(folder / f"a.part{name[1:]}")) >= pieces[-1].frames
    assert len(pieces) >= 2
    break_off(folder / name, pieces, codec=codec)[0].finish()
    break_off(tmp_path / f"whole{name[1:]}", codec=codec)[0].finish()
    assert [path.name for path in folder.iterdir()] == [name]
    whole, joined = read_back(tmp_path / f"whole{name[1:]}"), read_back(folder / name)
    assert [time for time, _ in joined] == [time for time, _ in whole]
    for (_, expected), (_, pixels) in zip(whole, joined, strict=True):
        assert np.abs(expected.astype(int) - pixels).mean() < (0.01 if codec == "ffv1" else 4)


def test_no_packet_is_encoded_twice(tmp_path, killed, break_off):
    folder, pieces = killed("a.mp4", (), 30)
    with av.open(folder / "a.part.mp4") as part:
        before = [bytes(packet) for packet in part.demux(video=0) if packet.size][: pieces[0].frames]
    break_off(folder / "a.mp4", pieces)[0].finish()
    with av.open(folder / "a.mp4") as film:
        assert [bytes(packet) for packet in film.demux(video=0) if packet.size][: len(before)] == before


def test_each_run_keeps_what_the_ones_before_it_left_until_the_film_is_whole(killed):
    folder, pieces = killed("a.mkv", (), 30)
    folder, pieces = killed("a.mkv", pieces, 44)
    assert sorted(path.name for path in folder.iterdir()) == ["a.kept1.part.mkv", "a.part.mkv"]
    # The next one has moved its part aside and is killed before it adds a frame: that makes no difference.
    for _ in range(2):
        folder, same = killed("a.mkv", pieces, sum(piece.frames for piece in pieces))
        assert same == pieces
        assert sorted(path.name for path in folder.iterdir()) == ["a.kept1.part.mkv", "a.kept2.part.mkv", "a.part.mkv"]


def test_when_no_frame_is_left_to_add_the_pieces_become_the_film(killed, break_off, read_back):
    folder, pieces = killed("a.mp4", (), 30)
    break_off(folder / "a.mp4", pieces, 0)[0].finish()
    assert [path.name for path in folder.iterdir()] == ["a.mp4"]
    assert len(read_back(folder / "a.mp4")) == pieces[0].frames


def test_abandoned_without_a_new_frame_the_last_piece_is_what_plays(killed, break_off):
    folder, pieces = killed("a.mkv", (), 30)
    assert break_off(folder / "a.mkv", pieces, 0)[0].abandon() == folder / "a.kept1.part.mkv"
    assert [path.name for path in folder.iterdir()] == ["a.kept1.part.mkv"]


def test_beginning_anew_leaves_nothing_of_the_other_film(killed, info):
    folder, pieces = killed("a.mkv", (), 30)
    folder, pieces = killed("a.mkv", pieces, 44)
    (folder / "a.part.mkv.state").touch()
    with pytest.raises(OutputExistsError, match=r"a\.part\.mkv\.state belongs to a render .* --resume .* \(-y\)"):
        open_sink(folder / "a.mkv")
    sink = open_sink(folder / "a.mkv", overwrite=True)
    assert len(list(folder.iterdir())) == 3
    sink.open(info)
    assert [path.name for path in folder.iterdir()] == ["a.part.mkv"]
    sink.abandon()


def test_what_is_gone_or_shorter_is_refused(killed, break_off):
    folder, pieces = killed("a.mkv", (), 30)
    part = folder / "a.part.mkv"
    whole = part.read_bytes()
    part.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SinkError, match=rf"a\.kept1\.part\.mkv holds \d+ frames, {pieces[0].frames} were in it"):
        break_off(folder / "a.mkv", pieces)
    (folder / "a.kept1.part.mkv").write_bytes(b"no film")
    with pytest.raises(SinkError, match=r"a\.kept1\.part\.mkv can't be read to go on with it: Invalid data"):
        break_off(folder / "a.mkv", pieces)
    (folder / "a.kept1.part.mkv").unlink()
    with pytest.raises(SinkError, match=r"a\.part\.mkv is not there any more to go on with"):
        break_off(folder / "a.mkv", pieces)


def test_what_another_run_is_writing_is_not_taken_from_it(tmp_path, break_off):
    sink, pieces = break_off(tmp_path / "a.mkv", (), 30)
    with pytest.raises(SinkError, match="being written by another run"):
        break_off(tmp_path / "a.mkv", pieces)
    assert sink.abandon() == tmp_path / "a.part.mkv"


def test_pieces_of_another_encoder_stay_beside_one_another(killed, break_off):
    folder, pieces = killed("a.mkv", (), 30)
    sink, _ = break_off(folder / "a.mkv", pieces, codec="hevc")
    with pytest.raises(SinkError, match=r"a\.kept1\.part\.mkv and .*a\.part\.mkv were encoded differently"):
        sink.finish()
    assert sink.abandon() == folder / "a.part.mkv"
    assert sorted(path.name for path in folder.iterdir()) == ["a.kept1.part.mkv", "a.part.mkv"]
