"""A video from its end: the frames that come forward, mirrored in time, however they are stored."""

import os
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.errors import SourceError, UsageError
from dreamstream.sources import backwards, open_source
from dreamstream.sources.backwards import BackwardsSource

MOST_FRAMES = 4


@pytest.fixture(autouse=True)
def _few_at_a_time(monkeypatch):
    monkeypatch.setattr(backwards, "_MOST_BYTES", 0)
    monkeypatch.setattr(backwards, "_FEWEST_FRAMES", MOST_FRAMES)


@pytest.fixture
def pictures(rng):
    return [rng.integers(0, 256, (16, 16, 3), np.uint8).repeat(2, 0).repeat(2, 1) for _ in range(23)]


def with_options(**options):
    def set_up(stream):
        stream.options = options

    return set_up


OPEN_GOPS = with_options(**{"x264-params": "keyint=7:min-keyint=7:open-gop=1:bframes=3:scenecut=0"})
ONE_GOP = with_options(g="250")
UNEVEN = [0, 400, 401, 500, 900, 30_000, 30_010, 31_000, *range(32_000, 38_000, 400)]
"""Milliseconds."""
RATE = Fraction(2)
"""Slow, so that the second before a stretch is not the whole film."""


def both_ways(path):
    with open_source(path) as forward, BackwardsSource(path) as turned:
        assert turned.info.frame_count == forward.info.frame_count
        return list(forward), list(turned), 1 / forward.info.rate


@pytest.mark.parametrize(
    "case",
    [
        ("all-key-frames.mkv", "ffv1", "bgr0", None, with_options()),
        ("uneven.mkv", "ffv1", "bgr0", UNEVEN, with_options()),
        ("uneven.mp4", "libx264", "yuv420p", UNEVEN, ONE_GOP),
        ("one-gop.mp4", "libx264", "yuv420p", None, ONE_GOP),
        ("open-gops.mp4", "libx264", "yuv420p", None, OPEN_GOPS),
        ("open-gops.mkv", "libx264", "yuv420p", None, OPEN_GOPS),
        ("open-gops.ts", "libx264", "yuv420p", None, OPEN_GOPS),
        ("film.avi", "mpeg4", "yuv420p", None, with_options()),
        ("no-index.gif", "gif", "rgb8", None, with_options()),
    ],
)
def test_every_frame_comes_as_it_does_forward_and_for_as_long(make_video, pictures, case):
    name, codec, pixel_format, pts, set_up = case
    path = make_video(
        name, pictures=pictures, codec=codec, pixel_format=pixel_format, rate=RATE, pts=pts, set_up=set_up
    )
    forward, turned, nominal_seconds = both_ways(path)
    assert len(turned) == len(pictures)
    assert [frame.index for frame in turned] == list(range(len(pictures)))
    for ours, original in zip(turned, reversed(forward), strict=True):
        assert np.array_equal(ours.pixels, original.pixels)
    times, original_times = ([frame.pts_seconds for frame in film] for film in (turned, forward))
    durations = np.diff([*original_times, original_times[-1] + nominal_seconds]).tolist()
    assert np.allclose(np.float64(np.diff(times)), np.float64(durations[:0:-1]), atol=1e-3)
    assert times[0] == 0


def test_no_more_frames_than_these_are_held(make_video, pictures, monkeypatch):
    held = []
    stretch = BackwardsSource._stretch

    def listen(*arguments):
        frames = stretch(*arguments)
        held.append(len(frames))
        return frames

    monkeypatch.setattr(BackwardsSource, "_stretch", listen)
    both_ways(make_video(pictures=pictures))
    assert max(held) == MOST_FRAMES


def test_sound_is_left_out_and_told_of(tmp_path, caplog):
    with av.open(tmp_path / "loud.mkv", "w") as container:
        video, sound = container.add_stream("ffv1", rate=25), container.add_stream("pcm_s16le", rate=8000)
        video.width, video.height, video.pix_fmt = 16, 16, "bgr0"
        sound.layout = "mono"
        container.mux(video.encode(av.VideoFrame(16, 16, "bgr0")))
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 320), np.int16), format="s16", layout="mono")
        silence.rate = 8000
        container.mux(sound.encode(silence))
        container.mux(video.encode(None))
        container.mux(sound.encode(None))
    assert len(list(BackwardsSource(tmp_path / "loud.mkv"))) == 1
    assert "loud.mkv' is left out" in caplog.text


@pytest.mark.parametrize("name", ["-", "udp://127.0.0.1:9", "camera:0", "noise:8x8", "fifo"])
def test_what_can_not_be_read_from_its_end_is_refused(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")
    with pytest.raises(UsageError, match="can't be read from its end; save it as a file"):
        BackwardsSource(name)


def test_pictures_are_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    for name in ("one.png", "%04d.png"):
        with pytest.raises(UsageError, match="no video that can be reversed"):
            BackwardsSource(name)


def test_a_file_that_is_not_whole_is_an_error_before_any_frame(make_video, pictures):
    path = make_video("cut.mp4", pictures=pictures, codec="libx264", pixel_format="yuv420p")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    turned = iter(BackwardsSource(path))
    with pytest.raises(SourceError, match="breaks off at"):
        next(turned)
