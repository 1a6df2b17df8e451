"""Pictures: one, or one for every frame."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.errors import OutputExistsError, SinkError, UsageError
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.resumable import Piece

MOST_OFF = {".png": 0, ".tif": 0, ".tiff": 0, ".bmp": 0, ".jpg": 8, ".jpeg": 8, ".webp": 8}


def read(path):
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


@pytest.mark.parametrize(("suffix", "most"), MOST_OFF.items())
def test_numbered_pictures_begin_at_1(tmp_path, write_film, make_info, make_frames, suffix, most):
    frames = make_frames(make_info(), 3)
    write_film(tmp_path / f"%04d{suffix}", make_info(), frames)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"000{number}{suffix}" for number in (1, 2, 3)]
    for number, frame in enumerate(frames, start=1):
        assert np.abs(read(tmp_path / f"000{number}{suffix}").astype(int) - frame.pixels).max() <= most


@pytest.mark.parametrize(("suffix", "most"), [(each, MOST_OFF[each]) for each in MOST_OFF if each != ".webp"])
def test_one_picture_is_the_last_frame(tmp_path, write_film, make_info, make_frames, suffix, most):
    frames = make_frames(make_info(), 3)
    write_film(tmp_path / f"dream{suffix}", make_info(), frames)
    assert [path.name for path in tmp_path.iterdir()] == [f"dream{suffix}"]
    assert np.abs(read(tmp_path / f"dream{suffix}").astype(int) - frames[-1].pixels).max() <= most


def test_one_frame_is_enough_for_a_picture_alone(tmp_path):
    picture, other, film = (str(tmp_path / name) for name in ("a.png", "b.jpg", "c.mp4"))
    assert open_sink(picture).enough_frames == 1
    assert open_sink([picture, other]).enough_frames == 1
    assert open_sink(picture, options=SinkOptions(reverse=True)).enough_frames == 1
    assert open_sink([picture, film]).enough_frames is None
    assert open_sink(str(tmp_path / "%d.png")).enough_frames is None


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


@pytest.mark.parametrize("name", ["%d.png", "a.png"])
def test_a_folder_that_is_missing_is_refused(tmp_path, name):
    with pytest.raises(SinkError, match=r"there is no folder .*missing"):
        open_sink(tmp_path / "missing" / name)


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


def test_an_abandoned_picture_lies_beside_the_output(tmp_path, make_info, make_frames):
    sink = open_sink(tmp_path / "a.png")
    sink.open(make_info())
    (frame,) = make_frames(make_info(), 1)
    sink.write(frame)
    assert sink.abandon() == sink.abandon() == tmp_path / "a.part.png"
    np.testing.assert_array_equal(read(tmp_path / "a.part.png"), frame.pixels)


@pytest.mark.parametrize("name", ["%d.png", "a.png"])
def test_no_frame_no_picture(tmp_path, make_info, name):
    sink = open_sink(tmp_path / name)
    sink.open(make_info())
    with pytest.raises(SinkError, match="not a single frame came"):
        sink.finish()
    assert sink.abandon() is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["%d.png", "a.png"])
def test_a_frame_that_should_not_have_come_is_refused(tmp_path, make_info, make_frames, name):
    sink = open_sink(tmp_path / name)
    sink.open(make_info())
    frames = make_frames(make_info(), 2)
    sink.write(frames[1])
    with pytest.raises(SinkError, match="it is not after"):
        sink.write(frames[0])
    with pytest.raises(SinkError, match="it is 20x20 in a film of 64x32"):
        sink.write(make_frames(make_info(20, 20), 3)[2])
    sink.abandon()


def test_a_size_that_the_format_does_not_take_is_told(tmp_path, make_info, make_frames):
    info = make_info(16400, 2)
    sink = open_sink(tmp_path / "%d.webp")
    sink.open(info)
    with pytest.raises(SinkError, match=r"1\.webp can't be made: a \.webp of 16400x2 is more than"):
        sink.write(make_frames(info, 1)[0])
    assert list(tmp_path.iterdir()) == []


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
