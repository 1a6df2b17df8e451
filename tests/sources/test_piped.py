import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from dreamstream.errors import SourceError, UnknownNameError
from dreamstream.sources import open_source
from dreamstream.sources import piped as piped_module
from dreamstream.sources.base import Source, SourceOptions
from dreamstream.sources.piped import Pipe, open_piped

MakeVideo = Callable[..., Path]
GREY = np.full((12, 16, 3), 90, np.uint8)


@pytest.fixture
def pipe_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Let standard input be a pipe through which this comes."""
    opened: list[io.IOBase] = []
    writers: list[threading.Thread] = []

    def write(end: int, content: bytes) -> None:
        with os.fdopen(end, "wb") as file:
            file.write(content)

    def pipe_in(content: bytes) -> None:
        reading, writing = os.pipe()
        opened.append(os.fdopen(reading))
        monkeypatch.setattr(sys, "stdin", opened[-1])
        writers.append(threading.Thread(target=write, args=(writing, content)))
        writers[-1].start()

    yield pipe_in
    for writer in writers:
        writer.join()
    for file in opened:
        file.close()


def encoded(container: str, codec: str, pixel_format: str, **options: str) -> bytes:
    """Six greys, 36 apart, 25 per second."""
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options) as output:
        stream = output.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, pixel_format
        for index in range(6):
            frame = av.VideoFrame.from_ndarray(np.full((48, 64, 3), 36 * index, np.uint8), format="rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 25)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return file.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "pixel_format", "options"),
    [
        ("yuv4mpegpipe", "wrapped_avframe", "yuv444p", {}),
        ("nut", "ffv1", "bgr0", {}),
        ("matroska", "ffv1", "bgr0", {}),
        ("mpegts", "libx264", "yuv420p", {}),
        ("gif", "gif", "rgb8", {}),
        ("mp4", "libx264", "yuv420p", {"movflags": "frag_keyframe+empty_moov"}),
    ],
)
def test_every_container_that_streams_is_read_from_a_pipe(
    pipe_in: Callable[[bytes], None], container: str, codec: str, pixel_format: str, options: dict[str, str]
):
    pipe_in(encoded(container, codec, pixel_format, **options))
    with open_source("-", SourceOptions(from_seconds=Fraction(1, 25), every=2)) as source:
        frames = list(source)
        assert container in source.info.format
        assert source.info.frame_count in (None, 3)
    assert [round(int(frame.pixels[24, 32, 0]) / 36) for frame in frames] == [1, 3, 5]
    assert [float(frame.pts_seconds) for frame in frames] == pytest.approx([0, 0.08, 0.16], abs=0.002)


@pytest.mark.parametrize("extension", [".png", ".jpg", ".webp", ".bmp", ".tiff", ".gif"])
def test_a_picture_is_a_still(pipe_in: Callable[[bytes], None], extension: str):
    pipe_in(cv2.imencode(extension, GREY)[1].tobytes())
    source = open_source("-", SourceOptions(frames=1))
    assert source.info.is_still
    assert abs(int(next(iter(source)).pixels[0, 0, 0]) - 90) <= 20  # a GIF's palette is coarse


def test_an_animated_picture_is_a_video(pipe_in: Callable[[bytes], None], make_video: MakeVideo):
    pipe_in(make_video("a.apng", pictures=[GREY, GREY + 90], codec="apng", pixel_format="rgb24").read_bytes())
    source = open_source("-")
    assert [int(frame.pixels[0, 0, 0]) for frame in source] == [90, 180]


def test_a_forced_format_reads_pictures_as_a_film(pipe_in: Callable[[bytes], None]):
    pipe_in(b"".join(cv2.imencode(".png", GREY + 20 * index)[1].tobytes() for index in range(3)))
    source = open_source("-", SourceOptions(input_format="png_pipe"))
    assert [int(frame.pixels[0, 0, 0]) for frame in source] == [90, 110, 130]


def test_a_file_as_standard_input_is_read_even_if_it_must_be_sought_in(
    make_video: MakeVideo, monkeypatch: pytest.MonkeyPatch
):
    path = make_video("a.mov", codec="png", pixel_format="rgb24")  # its index is at the end
    with path.open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert len(list(open_source("-"))) == 6


def test_a_film_that_can_only_be_read_by_seeking_is_kept_until_it_is_whole(
    pipe_in: Callable[[bytes], None], make_video: MakeVideo, caplog: pytest.LogCaptureFixture
):
    noise = np.random.default_rng(0).integers(0, 256, (12, 90, 160, 3), np.uint8)  # more than FFmpeg keeps in memory
    path = make_video("a.mov", pictures=list(noise), codec="png", pixel_format="rgb24")  # its index is at the end
    pipe_in(path.read_bytes())
    with open_source("-", SourceOptions(from_seconds=Fraction(4, 25))) as source:
        assert [bool((frame.pixels == noise[index]).all()) for index, frame in enumerate(source, start=4)] == [True] * 8
    said = "standard input is an MP4 whose index comes last: nothing is shown before it has come whole"
    assert [record.message for record in caplog.records] == [said]


def test_bytes_are_handed_on_as_soon_as_they_have_come():
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as file:
        os.write(writing, b"YUV4MPEG2 W64 H48\n")
        pipe = Pipe(file)
        assert pipe.head() == b"YUV4MPEG2 W64 H4"
        assert pipe.read(32768) + pipe.read(32768) == b"YUV4MPEG2 W64 H48\n"
        os.close(writing)
        assert pipe.read(32768) == b""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stdin", "sentence"), [(Terminal(), "is a terminal; pipe a video into it"), (None, "closed")])
def test_nothing_piped_in_is_told(monkeypatch: pytest.MonkeyPatch, stdin: io.StringIO | None, sentence: str):
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(SourceError, match=f"standard input .*{sentence}"):
        open_source("-")


@pytest.mark.parametrize(
    ("content", "options", "kind", "sentence"),
    [
        (b"", {}, SourceError, "standard input is empty"),
        (b"hello there\n" * 50, {}, SourceError, "standard input is neither a picture nor a video"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), {}, SourceError, "standard input is damaged"),
        (b"x", {"input_format": "y5m"}, UnknownNameError, "unknown input format 'y5m'"),
    ],
)
def test_what_can_not_be_read_is_told_in_a_sentence(
    content: bytes, options: dict[str, str], kind: type[Exception], sentence: str
):
    with pytest.raises(kind, match=sentence):
        open_piped(io.BytesIO(content), SourceOptions(**options))


def test_a_picture_without_end_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(piped_module, "MOST_PICTURE_BYTES", 100)
    with pytest.raises(SourceError, match=r"more than 0 MiB; if it is a video, .*--input-format"):
        open_piped(io.BytesIO(cv2.imencode(".png", np.eye(99) * 255)[1].tobytes()), SourceOptions())


def test_a_stream_that_is_cut_gives_its_frames_first():
    whole = encoded("matroska", "ffv1", "bgr0")
    source: Source = open_piped(io.BufferedReader(_Cut(whole[: len(whole) * 2 // 3])), SourceOptions())
    frames = iter(source)
    for _ in range(2):
        next(frames)
    with pytest.raises(SourceError, match="standard input breaks off at 0"):
        list(frames)


class _Cut(io.BytesIO):
    def seekable(self) -> bool:
        return False
