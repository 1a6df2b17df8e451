"""Animated PNG and WebP: loops, and headers that are right at any moment."""

import struct
from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.frame import Frame
from dreamstream.sinks import open_sink


def plays(path):
    """Read the number of frames and of showings from the chunk acTL."""
    data = path.read_bytes()
    start = data.index(b"acTL") + 4
    return struct.unpack(">II", data[start : start + 8])


@pytest.mark.parametrize("loop", [0, 1, 3])
def test_loop_counts_the_showings(tmp_path, write_film, make_info, make_frames, loop):
    frames = make_frames(make_info(), 4)
    for name in ("out.apng", "out.webp"):
        write_film(tmp_path / name, make_info(), frames, loop=loop)
    assert plays(tmp_path / "out.apng") == (4, loop)
    assert cv2.imreadanimation(str(tmp_path / "out.webp"))[1].loop_count == loop


def test_one_frame_is_a_plain_picture(tmp_path, write_film, make_info, make_frames):
    for name in ("out.apng", "out.webp"):
        write_film(tmp_path / name, make_info(), make_frames(make_info(), 1))
        assert cv2.imread(str(tmp_path / name)).shape == (32, 64, 3)


@pytest.mark.parametrize("name", ["out.apng", "out.webp"])
def test_a_part_plays_at_any_moment(tmp_path, make_info, make_frames, read_back, name):
    part = tmp_path / name.replace(".", ".part.")
    sink = open_sink(tmp_path / name)
    sink.open(make_info())
    for count, frame in enumerate(make_frames(make_info(), 10), start=1):
        sink.write(frame)
        # Encoder and muxer of PNG keep one each: the next frame says how long it lasts.
        if count > 2:
            held = len(read_back(part))
            assert count - 2 <= held <= count
            assert name == "out.webp" or plays(part) == (held, 0)
    sink.abandon()


def test_a_lower_crf_is_a_larger_webp(tmp_path, write_film, make_info):
    noise = np.random.default_rng(0).integers(0, 256, (32, 64, 3), np.uint8)
    sizes = []
    for crf in (0, 10, 60):
        write_film(tmp_path / f"{crf}.webp", make_info(), [Frame(noise, 0, Fraction(0))], crf=crf)
        sizes.append((tmp_path / f"{crf}.webp").stat().st_size)
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3
