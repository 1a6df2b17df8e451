from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dreamstream.errors import SourceError
from dreamstream.sources.base import Deinterlace, SourceOptions
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


def test_the_container_is_told(make_video: MakeVideo):
    assert VideoSource(make_video("a.mkv")).info.format == "matroska,webm"
    y4m = make_video("a.y4m", codec="rawvideo", pixel_format="yuv420p")
    assert VideoSource(y4m).info.format == "yuv4mpegpipe"


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
    [(90, False, 8), (-90, False, 6), (180, False, 3), (0, True, 2), (180, True, 4), (-90, True, 5), (90, True, 7)],
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


def y4m(path: Path, header: str, *pictures: bytes) -> Path:
    path.write_bytes(f"YUV4MPEG2 {header}\n".encode() + b"".join(b"FRAME\n" + each for each in pictures))
    return path


@pytest.mark.parametrize(
    ("aspect", "width", "pixel_aspect"),
    [
        ("128:117", 192, Fraction(128, 117)),
        ("1:2", 88, Fraction(1, 2)),
        ("0:0", 176, 1),
        ("1:1", 176, 1),
        ("999:1", 176, 1),
    ],
)
def test_pixels_are_made_square_by_scaling_the_width(tmp_path: Path, aspect: str, width: int, pixel_aspect: Fraction):
    path = y4m(tmp_path / "a.y4m", f"W176 H144 F25:1 Ip A{aspect} C420jpeg", bytes(176 * 144 * 3 // 2))
    source = VideoSource(path)
    assert (source.info.width, source.info.height, source.info.pixel_aspect) == (width, 144, pixel_aspect)
    assert next(iter(source)).pixels.shape == (144, width, 3)
    assert source.info.format == "yuv4mpegpipe"


def test_an_interlaced_stream_is_made_whole_unless_told_not_to(tmp_path: Path):
    across, down = np.arange(64), np.arange(48)[:, None]
    pictures = [np.where(across < 6 * (2 * index + down % 2), 200, 60).astype(np.uint8) for index in range(5)]
    path = y4m(
        tmp_path / "a.y4m", "W64 H48 F25:1 It C420jpeg", *(each.tobytes() + bytes([128]) * 1536 for each in pictures)
    )

    def comb(**options: Deinterlace) -> list[int]:
        frames = list(VideoSource(path, SourceOptions(**options)))
        assert [frame.pts_seconds * 25 for frame in frames] == [0, 1, 2, 3, 4]
        return [int(np.abs(np.diff(frame.pixels[8:-8].astype(int), axis=0)).sum()) for frame in frames]

    assert comb() == comb(deinterlace="auto") == comb(deinterlace="on")
    assert max(comb()) < min(comb(deinterlace="off")) / 4


@pytest.mark.parametrize(
    ("name", "codec", "pixel_format"),
    [
        ("a.mkv", "ffv1", "yuv420p10le"),
        ("a.mkv", "ffv1", "yuv444p16le"),
        ("a.mkv", "ffv1", "gray"),
        # Its decoder gives palettes.
        ("a.gif", "gif", "gray"),
    ],
)
def test_every_depth_and_palette_keeps_its_greys(make_video: MakeVideo, name: str, codec: str, pixel_format: str):
    there = (0, 50, 200, 255)
    pictures = [np.full((47, 63, 3), grey, np.uint8) for grey in there]
    source = VideoSource(make_video(name, pictures=pictures, codec=codec, pixel_format=pixel_format))
    for frame, grey in zip(source, there, strict=True):
        assert np.abs(frame.pixels.astype(int) - grey).max() <= 1


def test_transparency_is_laid_over_black(make_video: MakeVideo):
    clear = np.full((48, 64, 4), (250, 200, 100, 0), np.uint8)
    source = VideoSource(make_video("a.mov", pictures=[clear], codec="png", pixel_format="rgba"))
    assert next(iter(source)).pixels.max() == 0


def test_sound_that_comes_first_is_passed_over(tmp_path: Path):
    with av.open(tmp_path / "a.mkv", "w") as container:
        sound, pictures = container.add_stream("pcm_s16le", rate=8000), container.add_stream("ffv1", rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, "bgr0"
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.int16), layout="mono")
        silence.sample_rate = 8000
        container.mux(sound.encode(silence))
        for index, pixels in enumerate(greys(3)):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
    assert [int(frame.pixels[0, 0, 0]) for frame in VideoSource(tmp_path / "a.mkv")] == [0, 20, 40]


@pytest.fixture(scope="module")
def long_videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Four seconds with a whole picture now and then, in containers that seek and one that doesn't.

    In one a clock of 33 bits ends after 0.4 s, and there is no whole picture after that.
    """
    made = {}
    for name, codec, pixel_format, options, muxing in (
        ("mp4", "libx264", "yuv420p", {"bf": "2", "g": "12"}, {}),
        ("ts", "mpeg2video", "yuv420p", {"bf": "2", "g": "12"}, {}),
        ("mkv", "libx264", "yuv420p", {"x264-params": "open-gop=1:bframes=3:keyint=12:min-keyint=12"}, {}),
        ("gif", "gif", "rgb8", {}, {}),
        ("wraps.ts", "libx264", "yuv420p", {"bf": "2"}, {"output_ts_offset": str(2**33 / 90000 - 0.4)}),
    ):
        made[name] = tmp_path_factory.mktemp("long") / f"a.{name}"
        with av.open(made[name], "w", options=muxing) as container:
            stream = container.add_stream(codec, rate=25, options=options)
            stream.width, stream.height, stream.pix_fmt = 32, 32, pixel_format
            for index in range(100):
                frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), 2 * index, np.uint8), format="rgb24")
                frame.pts, frame.time_base = index, Fraction(1, 25)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return made


@settings(max_examples=8)
@given(
    start=st.fractions(0, Fraction(39, 10), max_denominator=50),
    length=st.fractions(Fraction(1, 10), 4, max_denominator=50),
    every=st.integers(1, 5),
)
@pytest.mark.parametrize("name", ["mp4", "ts", "mkv", "gif", "wraps.ts"])
def test_a_part_is_exactly_a_slice_of_the_whole(
    long_videos: dict[str, Path], name: str, start: Fraction, length: Fraction, every: int
):
    with VideoSource(long_videos[name]) as source:
        whole = [frame for frame in source if start <= frame.pts_seconds < start + length][::every]
    options = SourceOptions(from_seconds=start, to_seconds=start + length, every=every)
    with VideoSource(long_videos[name], options) as source:
        part = list(source)
        assert source.info.frame_count == len(part)
    assert [frame.pts_seconds for frame in part] == [frame.pts_seconds - whole[0].pts_seconds for frame in whole]
    assert all(np.array_equal(each.pixels, other.pixels) for each, other in zip(part, whole, strict=True))


def test_what_comes_long_before_is_not_decoded(long_videos: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    source = VideoSource(long_videos["mp4"], SourceOptions(from_seconds=Fraction(3)))
    decoded = []
    pictures = source._connection.decoder._pictures
    monkeypatch.setattr(
        source._connection.decoder, "_pictures", lambda packet: decoded.append(packet) or pictures(packet)
    )
    assert len(list(source)) == 25
    assert len(decoded) < 70


def test_a_beginning_after_the_end_is_told(make_video: MakeVideo):
    with pytest.raises(SourceError, match=r"video.mkv' ends before 5 s, where it was to begin"):
        list(VideoSource(make_video(), SourceOptions(from_seconds=Fraction(5))))


def test_nothing_where_a_part_was_to_be_is_told(make_video: MakeVideo):
    path = make_video(pts=[0, 40, 80, 3000, 3040, 3080])
    with pytest.raises(SourceError, match=r"video.mkv' has no picture from 1 to 2 s"):
        list(VideoSource(path, SourceOptions(from_seconds=Fraction(1), to_seconds=Fraction(2))))


@pytest.mark.parametrize(("name", "begins_ticks"), [("a.mp4", -10), ("a.mkv", 50), ("a.mp4", 50)])
def test_frames_are_counted_that_are_shown(tmp_path: Path, name: str, begins_ticks: int):
    """An edit list leaves out what comes before 0, and a late start is no frames."""
    with av.open(tmp_path / name, "w", options={"avoid_negative_ts": "disabled"}) as container:
        stream = container.add_stream("mpeg4", rate=25)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        for index in range(50):
            frame = av.VideoFrame.from_ndarray(np.full((32, 32, 3), index, np.uint8), format="rgb24")
            frame.pts, frame.time_base = begins_ticks + index, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with VideoSource(tmp_path / name) as source:
        assert source.info.frame_count == len(list(source)) == 50 + min(0, begins_ticks)


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
