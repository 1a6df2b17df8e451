"""Pictures as files; an output of a single one, and what holds for numbered ones too."""

import cv2
import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.sinks import SinkOptions, open_sink

MOST_OFF = {".png": 0, ".tif": 0, ".tiff": 0, ".bmp": 0, ".jpg": 8, ".jpeg": 8}


def read(path):
    return cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)


@pytest.mark.parametrize(("suffix", "most"), MOST_OFF.items())
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


@pytest.mark.parametrize("name", ["%d.png", "a.png"])
def test_a_folder_that_is_missing_is_refused(tmp_path, name):
    with pytest.raises(SinkError, match=r"there is no folder .*missing"):
        open_sink(tmp_path / "missing" / name)


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
