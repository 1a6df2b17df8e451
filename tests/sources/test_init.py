from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.errors import SourceError, UsageError
from dreamstream.sources import SourceOptions, is_still, open_source

MakeVideo = Callable[..., Path]

GREY = np.full((12, 16, 3), 90, np.uint8)


def test_noise_keeps_the_size_in_its_name_and_follows_the_seed():
    source = open_source("noise:801x33", seed=5)
    assert (source.info.width, source.info.height, source.info.is_still) == (801, 33, True)
    again, other = open_source("noise:801x33", seed=5), open_source("noise:801x33", seed=6)
    first, same, different = (next(iter(each)).pixels for each in (source, again, other))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, different)


def test_an_empty_name_is_refused_as_such():
    with pytest.raises(SourceError, match="the input has an empty name"):
        open_source("")


def test_noise_of_no_size_is_refused():
    with pytest.raises(UsageError, match="noise:WxH"):
        open_source("noise:big")


def test_an_array_is_a_still():
    source = open_source(GREY, SourceOptions(frames=1))
    assert source.info.is_still
    assert np.array_equal(next(iter(source)).pixels, GREY)


def test_content_decides_not_the_name(tmp_path: Path, make_video: MakeVideo):
    cv2.imwrite(str(tmp_path / "a.png"), GREY)
    picture = (tmp_path / "a.png").rename(tmp_path / "picture.mp4")
    video = make_video("a.mkv").rename(tmp_path / "video.jpg")
    assert open_source(picture).info.is_still
    assert not open_source(str(video)).info.is_still


def test_a_gif_is_a_still_or_a_video_by_its_frames(make_video: MakeVideo):
    def gif(name: str, count: int) -> Path:
        return make_video(name, pictures=[GREY, GREY + 90, GREY][:count], codec="gif", pixel_format="rgb8")

    assert open_source(gif("one.gif", 1)).info.is_still
    assert not open_source(gif("three.gif", 3)).info.is_still


def test_whether_a_name_is_a_stills_is_told_as_by_opening_it(tmp_path: Path, make_video: MakeVideo, monkeypatch):
    cv2.imwrite(str(tmp_path / "1.png"), GREY)
    film, gif = make_video("a.mkv"), make_video("a.gif", pictures=[GREY, GREY + 90], codec="gif", pixel_format="rgb8")
    names = [str(tmp_path / "1.png"), str(tmp_path / "%d.png"), str(film), str(gif), "noise:16x12"]
    opened = [open_source(name).info.is_still for name in names]
    monkeypatch.setattr("dreamstream.sources.VideoSource", None)
    assert [is_still(name, SourceOptions()) for name in (*names, "http://127.0.0.1:9/a.mp4")] == [*opened, False]
    with pytest.raises(SourceError, match="no such file"):
        is_still(str(tmp_path / "none.png"), SourceOptions())


def test_an_animated_png_is_a_video(make_video: MakeVideo):
    path = make_video("a.apng", pictures=[GREY, GREY + 90, GREY], codec="apng", pixel_format="rgb24")
    source = open_source(path.rename(path.with_name("a.png")))
    assert not source.info.is_still
    assert [int(frame.pixels[0, 0, 0]) for frame in source] == [90, 180, 90]


def test_an_animated_webp_is_a_video(tmp_path: Path):
    animation = cv2.Animation()
    animation.frames = [np.dstack([GREY + value, np.full((12, 16), 255, np.uint8)]) for value in (0, 110)]
    animation.durations = np.array([100, 100])
    assert cv2.imwriteanimation(str(tmp_path / "a.webp"), animation)
    source = open_source(tmp_path / "a.webp")
    assert not source.info.is_still
    assert [int(frame.pixels[0, 0, 0]) for frame in source] == [90, 200]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("missing.jpg", None, "no such file: '.*missing.jpg'"),
        ("empty.mp4", b"", "'.*empty.mp4' is empty"),
        ("text.txt", b"hello\n" * 50, "'.*text.txt' is neither a picture nor a video that can be decoded"),
        ("half.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "'.*half.jpg' is damaged or cut short"),
    ],
)
def test_what_can_not_be_opened_is_told_in_a_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str, capfd: pytest.CaptureFixture[str]
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=sentence):
        open_source(tmp_path / name)
    assert capfd.readouterr() == ("", "")
