"""A picture for every frame."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.errors import OutputExistsError, SinkError, UsageError
from dreamstream.sinks import open_sink
from dreamstream.sinks.resumable import Piece
from dreamstream.sinks.stills import PICTURES
from dreamstream.sources.picture import read_picture


@pytest.mark.parametrize("suffix", PICTURES)
def test_numbered_pictures_begin_at_1(tmp_path, write_film, make_info, make_frames, suffix):
    most_off = 8 if suffix in (".jpg", ".jpeg", ".webp") else 0
    frames = make_frames(make_info(), 3)
    write_film(tmp_path / f"%04d{suffix}", make_info(), frames)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"000{number}{suffix}" for number in (1, 2, 3)]
    for number, frame in enumerate(frames, start=1):
        read = read_picture(tmp_path / f"000{number}{suffix}").astype(int)
        assert np.abs(read - frame.pixels).max() <= most_off


@pytest.mark.parametrize(
    ("pattern", "first"), [("%d.png", "1.png"), ("a%03d b.png", "a001 b.png"), ("50%%-%d.png", "50%-1.png")]
)
def test_a_pattern_is_printfs(tmp_path, write_film, make_info, make_frames, pattern, first):
    write_film(tmp_path / pattern, make_info(), make_frames(make_info(), 1))
    assert [path.name for path in tmp_path.iterdir()] == [first]
    with pytest.raises(OutputExistsError, match=f"{first} exists"):
        open_sink(tmp_path / pattern)
    open_sink(tmp_path / pattern, overwrite=True)


@pytest.mark.parametrize("pattern", ["%d-%d.png", "%s.png", "%4d.png", "%.png"])
def test_what_is_no_pattern_is_refused(tmp_path, pattern):
    with pytest.raises(UsageError, match="is no pattern for pictures; write one %d or %04d"):
        open_sink(tmp_path / pattern)


def test_a_number_in_the_folders_name_is_refused(tmp_path):
    with pytest.raises(UsageError, match="is no pattern"):
        open_sink(tmp_path / "%d" / "a.png")


def test_a_percent_sign_of_a_folder_that_is_there_is_its_name(tmp_path, write_film, make_info, make_frames):
    (tmp_path / "50%d").mkdir()
    write_film(tmp_path / "50%d" / "a.png", make_info(), make_frames(make_info(), 1))
    assert (tmp_path / "50%d" / "a.png").is_file()


def test_pictures_that_appeared_meanwhile_are_not_replaced(tmp_path, make_info, make_frames):
    sink = open_sink(tmp_path / "%d.png")
    sink.open(make_info())
    frames = make_frames(make_info(), 2)
    sink.write(frames[0])
    (tmp_path / "2.png").write_bytes(b"someone else's")
    with pytest.raises(OutputExistsError, match=r"2\.png exists"):
        sink.write(frames[1])
    assert sink.abandon() == tmp_path / "%d.png"
    assert (tmp_path / "2.png").read_bytes() == b"someone else's"


def test_pictures_are_gone_on_with_after_those_that_are_there(tmp_path, make_info, make_frames):
    info, frames = make_info(), make_frames(make_info(), 5)
    first = open_sink(tmp_path / "%d.png", resume=True)
    first.open(info)
    for frame in frames[:3]:
        first.write(frame)
    pieces = first.secure()
    first.write(frames[3])
    assert (first.kept_frames, first.state_path) == (4, tmp_path / "%d.png.state")
    first.state_path.touch()
    with pytest.raises(OutputExistsError, match="use --resume to go on with it"):
        open_sink(tmp_path / "%d.png")
    before = (tmp_path / "3.png").stat().st_mtime_ns
    second = open_sink(tmp_path / "%d.png", resume=True)
    second.resume(pieces)
    second.open(info)
    for frame in frames[3:]:
        second.write(frame)
    second.finish()
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [f"{number}.png" for number in range(1, 6)]
    assert (tmp_path / "3.png").stat().st_mtime_ns == before


def test_pictures_without_a_state_are_not_taken_for_ones_own(tmp_path):
    (tmp_path / "1.png").touch()
    with pytest.raises(OutputExistsError, match=r"1\.png exists"):
        open_sink(tmp_path / "%d.png", resume=True)


def test_pictures_that_are_gone_can_not_be_gone_on_with(tmp_path, make_info, make_frames):
    with pytest.raises(SinkError, match=r"7\.png is not there any more"):
        open_sink(tmp_path / "%d.png", resume=True).resume([Piece(7, Fraction(0))])
