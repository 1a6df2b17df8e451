from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.orientation import upright
from dreamstream.sources.video import VideoSource

MakeVideo = Callable[..., Path]


def greys(count: int, width: int = 64, height: int = 48) -> list[np.ndarray]:
    return [np.full((height, width, 3), 20 * index, np.uint8) for index in range(count)]


def test_a_lossless_video_comes_back_bit_for_bit(make_video: MakeVideo):
    pictures = [np.random.default_rng(n).integers(0, 256, (47, 63, 3), dtype=np.uint8) for n in range(4)]
    with VideoSource(make_video(pictures=pictures)) as source:
        frames = list(source)
        assert (source.info.width, source.info.height, source.info.is_still) == (63, 47, False)
    assert all(np.array_equal(frame.pixels, given) for frame, given in zip(frames, pictures, strict=True))
    assert [frame.index for frame in frames] == [0, 1, 2, 3]


def test_times_are_exact(make_video: MakeVideo):
    rate = Fraction(30000, 1001)
    source = VideoSource(make_video("a.mp4", codec="libx264", pixel_format="yuv420p", rate=rate))
    assert (source.info.rate, source.info.frame_count) == (rate, 6)
    assert [frame.pts_seconds for frame in source] == [index / rate for index in range(6)]


def test_uneven_times_are_kept_and_begin_at_0(make_video: MakeVideo):
    stamps = [500, 540, 700, 705, 1500]
    source = VideoSource(make_video(pictures=greys(5), pts=stamps))
    assert [frame.pts_seconds * 1000 for frame in source] == [stamp - 500 for stamp in stamps]


def test_another_rate_drops_or_repeats(make_video: MakeVideo):
    path = make_video(pictures=greys(6), rate=25)
    for fps, shown in ((Fraction(50), [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]), (Fraction(25, 2), [0, 2, 4])):
        source = VideoSource(path, SourceOptions(fps=fps))
        frames = list(source)
        assert [int(frame.pixels[0, 0, 0]) // 20 for frame in frames] == shown
        assert [frame.pts_seconds for frame in frames] == [index / fps for index in range(len(shown))]
        assert (source.info.rate, source.info.time_base, source.info.frame_count) == (fps, 1 / fps, len(shown))


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (SourceOptions(frames=2), 2),
        (SourceOptions(frames=200), 6),
        (SourceOptions(duration_seconds=Fraction(3, 25)), 3),
        (SourceOptions(duration_seconds=Fraction(1, 10)), 3),
        (SourceOptions(duration_seconds=Fraction(1, 10), fps=Fraction(50)), 5),
    ],
)
def test_it_ends_at_the_frames_or_seconds_asked_for(make_video: MakeVideo, options: SourceOptions, count: int):
    source = VideoSource(make_video(), options)
    assert len(list(source)) == source.info.frame_count == count


def test_the_size_asked_for_is_given(make_video: MakeVideo):
    source = VideoSource(make_video(), SourceOptions(size=(33, 21)))
    assert (source.info.width, source.info.height) == (33, 21)
    assert {frame.pixels.shape for frame in source} == {(21, 33, 3)}


@pytest.mark.parametrize(
    ("degrees", "mirrored", "orientation"),
    [(90, False, 8), (-90, False, 6), (180, False, 3), (0, True, 2), (-90, True, 5)],
)
def test_a_turned_video_is_turned_upright(make_video: MakeVideo, degrees: int, mirrored: bool, orientation: int):
    stored = np.zeros((48, 64, 3), np.uint8)
    stored[:24, :32] = 250
    path = make_video(
        "a.mp4",
        pictures=[stored] * 2,
        codec="libx264",
        pixel_format="yuv420p",
        set_up=lambda stream: stream.set_display_rotation(degrees, hflip=mirrored),
    )
    source = VideoSource(path)
    frames = list(source)
    expected = upright(stored, orientation)
    assert (source.info.height, source.info.width) == expected.shape[:2] == frames[0].pixels.shape[:2]
    assert np.abs(frames[0].pixels.astype(int) - expected).mean() < 8


def test_an_animated_gif_is_a_video(make_video: MakeVideo):
    source = VideoSource(make_video("a.gif", pictures=greys(4), codec="gif", pixel_format="rgb8", rate=10))
    assert [frame.pts_seconds * 10 for frame in source] == [0, 1, 2, 3]


def test_a_file_that_breaks_off_gives_its_frames_first(make_video: MakeVideo):
    path = make_video("cut.mp4", codec="mjpeg", pixel_format="yuvj420p", rate=5)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    for fps, least in ((None, 2), (Fraction(10), 4)):
        seen = 0
        with pytest.raises(SourceError, match=r"cut.mp4' breaks off at 0\.\d+ s"):
            for frame in VideoSource(path, SourceOptions(fps=fps)):
                seen = frame.index + 1
        assert seen >= least


def test_a_limit_before_the_break_is_no_error(make_video: MakeVideo):
    path = make_video("cut.mp4", codec="mjpeg", pixel_format="yuvj420p", rate=5)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert len(list(VideoSource(path, SourceOptions(frames=2)))) == 2


def test_a_video_without_one_good_frame_is_refused(make_video: MakeVideo, caplog: pytest.LogCaptureFixture):
    path = make_video("a.mov", codec="png", pixel_format="rgb24")
    path.write_bytes(path.read_bytes().replace(b"IDAT", b"XXXX").replace(b"IHDR", b"YYYY"))
    with pytest.raises(SourceError, match=r"no frame of '.*a.mov' can be decoded"):
        VideoSource(path)
