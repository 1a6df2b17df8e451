"""The standard output as another program reads it."""

import io
import os
import subprocess
import sys
import threading
from dataclasses import replace
from fractions import Fraction
from threading import Event

import av
import numpy as np
import pytest

from dreamstream.errors import SinkError, Stopped, UsageError
from dreamstream.frame import Frame
from dreamstream.pipeline import Pipeline
from dreamstream.sinks import SinkOptions, open_sink, pipe
from dreamstream.sources import Source


class CountingSource(Source):
    """Grey frames, counted as they are taken."""

    def __init__(self, info, count):
        self.info, self.count, self.yielded = info, count, 0

    def __iter__(self):
        for index in range(self.count):
            self.yielded += 1
            yield Frame(np.full((self.info.height, self.info.width, 3), 99, np.uint8), index, index / self.info.rate)


@pytest.fixture
def read_all(piped):
    """Run this while another thread reads the pipe to its end, and return all that came."""

    def read(work):
        came = []
        thread = threading.Thread(target=lambda: came.extend(iter(lambda: os.read(piped, 65536), b"")))
        thread.start()
        try:
            work()
        finally:
            os.close(pipe.STDOUT)
            thread.join()
        return b"".join(came)

    return read


def film(data, container=None):
    with av.open(io.BytesIO(data), format=container) as stream:
        frames = [((frame.pts or 0) * (frame.time_base or 0), frame) for frame in stream.decode(video=0)]
        return stream.format.name, stream.streams.video[0].codec_context.name, frames


@pytest.mark.parametrize("rate", [Fraction(24), Fraction(30000, 1001), Fraction(25, 2)])
def test_it_is_nut_with_raw_pictures_and_exact_times(read_all, write_film, make_info, make_frames, rate):
    info = make_info(rate=rate)
    frames = make_frames(info, 20)
    container, codec, came = film(read_all(lambda: write_film("-", info, frames)))
    assert (container, codec, came[0][1].format.name) == ("nut", "rawvideo", "yuv420p")
    assert [time for time, _ in came] == [frame.pts_seconds for frame in frames]


def test_times_of_a_variable_rate_are_exact_too(read_all, write_film, make_info, make_frames):
    info = make_info(time_base=Fraction(1, 90_000))
    ticks = [0, 3003, 3004, 50_000, 1_000_001]
    _, _, came = film(read_all(lambda: write_film("-", info, make_frames(info, 5, ticks))))
    assert [time * 90_000 for time, _ in came] == ticks


def test_y4m_in_is_y4m_out_unless_told_otherwise(read_all, write_film, make_info, make_frames):
    info = replace(make_info(), format="yuv4mpegpipe")
    data = read_all(lambda: write_film("-", info, make_frames(info, 3)))
    assert data.startswith(b"YUV4MPEG2 W64 H32 F25:1 ")
    assert data.count(b"FRAME\n") == 3


def test_a_format_that_is_asked_for_goes_over_the_inputs(read_all, write_film, make_info, make_frames):
    info = replace(make_info(), format="yuv4mpegpipe")
    assert read_all(lambda: write_film("-", info, make_frames(info, 3), format="nut")).startswith(b"nut/multimedia")


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("matroska", "h264"),
        ("mp4", "h264"),
        ("mov", "h264"),
        ("webm", "vp9"),
        ("mpegts", "h264"),
        ("flv", "h264"),
        ("ivf", "vp9"),
        ("gif", "gif"),
        ("mjpeg", "mjpeg"),
        ("h264", "h264"),
        ("image2pipe", "png"),
    ],
)
def test_it_is_what_is_asked_for(read_all, write_film, make_info, make_frames, name, codec):
    info = make_info()
    frames = make_frames(info, 30)
    data = read_all(lambda: write_film("-", info, frames, format=name, speed="ultrafast"))
    _, found, came = film(data, {"image2pipe": "png_pipe"}.get(name))
    assert (found, len(came)) == (codec, 30)
    for (time, picture), frame in zip(came, frames, strict=True):
        # What has no times is read at a rate of its own.
        assert time == frame.pts_seconds or name in ("mjpeg", "h264", "image2pipe")
        assert abs(picture.to_ndarray(format="rgb24").astype(float).mean() - frame.pixels.mean()) < 2


def test_raw_pictures_are_nothing_else(read_all, write_film, make_info, make_frames):
    frames = make_frames(make_info(), 3)
    data = read_all(lambda: write_film("-", make_info(), frames, format="rawvideo", pix_fmt="rgb24"))
    assert data == b"".join(frame.pixels.tobytes() for frame in frames)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"format": "matrioska"}, "unknown format 'matrioska'; did you mean 'matroska'"),
        ({"format": "webp"}, "webp can only be written to a file, not to stdout"),
        ({"format": "yuv4mpegpipe", "codec": "h264"}, "yuv4mpegpipe can't hold h264"),
    ],
)
def test_what_makes_no_sense_is_refused(piped, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        open_sink("-", options=SinkOptions(**options))


def test_a_terminal_is_refused(monkeypatch):
    outer, inner = os.openpty()
    monkeypatch.setattr(pipe, "STDOUT", inner)
    with pytest.raises(SinkError, match="media would garble the terminal"):
        open_sink("-")
    for descriptor in (outer, inner):
        os.close(descriptor)


def test_no_standard_output_is_told(monkeypatch):
    monkeypatch.setattr(pipe, "STDOUT", 987)
    with pytest.raises(SinkError, match="there is no standard output to write to: Bad file descriptor"):
        open_sink("-")


def test_a_reader_that_goes_away_is_a_stop(piped, make_info, make_frames):
    sink = open_sink("-")
    sink.open(make_info())
    frames = iter(make_frames(make_info(), 100))
    sink.write(next(frames))
    os.close(piped)
    with pytest.raises(Stopped, match="whoever read stdout has closed it"):
        for frame in frames:
            sink.write(frame)
    assert sink.abandon() is None


def test_a_reader_that_was_never_there_is_known_before_the_first_frame(piped, make_info):
    os.close(piped)
    with pytest.raises(Stopped):
        open_sink("-").open(make_info())


def test_a_pipe_that_does_not_block_is_waited_for(piped, read_all, write_film, make_info):
    os.set_blocking(pipe.STDOUT, False)
    info = make_info(256, 256)
    frames = [Frame(np.full((256, 256, 3), index, np.uint8), index, Fraction(index, 25)) for index in range(10)]
    assert len(film(read_all(lambda: write_film("-", info, frames)))[2]) == 10


def test_a_slow_reader_holds_back_the_source_and_few_frames_are_in_memory(piped, make_info):
    info = make_info(256, 256)
    frame_bytes = 256 * 256 * 3
    source = CountingSource(info, 60)
    pipeline = Pipeline(source, open_sink("-", options=SinkOptions(format="rawvideo", pix_fmt="rgb24")), Event())
    running = threading.Thread(target=pipeline.run, args=(lambda frame: frame, lambda record: None))
    running.start()
    for read in range(60):
        left = frame_bytes
        while left:
            left -= len(os.read(piped, left))
        # Two channels of three frames, what each stage has in its hands, one held back, and one in the pipe.
        assert source.yielded - read <= 12
    running.join()


PROGRAM = """
import sys
from fractions import Fraction
import numpy as np
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks import open_sink

sink = open_sink("-")
sink.open(StreamInfo(640, 360, Fraction(24), Fraction(1, 24)))
sink.write(Frame(np.zeros((360, 640, 3), np.uint8), 0, Fraction(0)))
print("words", file=sys.stderr)
sink.finish()
"""


def test_nothing_else_is_written_to_it():
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert run.stderr == b"words\n"
    container, _, came = film(run.stdout)
    assert (container, len(came)) == ("nut", 1)
