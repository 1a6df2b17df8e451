"""Every kind of film carries what it is told to, and plays as without it."""

import os
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from dreamstream.comments import comments_of
from dreamstream.frame import Frame
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.address import AddressPlace
from dreamstream.sinks.film_at import film_at
from dreamstream.sinks.formats import find_format

RECIPE = "# drøm\n[origin]\n" + "".join(f"key_{number} = '{number}'\n" for number in range(300))
WITH_TAGS = ["mp4", "m4v", "mov", "mkv", "webm", "nut", "flv"]
WITH_BLOCKS = ["gif", "apng", "webp"]
PICTURES = ["png", "jpg", "webp", "tif"]


@pytest.fixture
def frames(rng):
    """Return so many pictures of noise, whose size no comment comes near."""
    return lambda count: [
        Frame(rng.integers(0, 256, (48, 64, 3), np.uint8), index, Fraction(index, 25)) for index in range(count)
    ]


@pytest.mark.parametrize("count", [1, 4])
@pytest.mark.parametrize("suffix", WITH_TAGS + WITH_BLOCKS)
def test_a_film_carries_its_recipe_and_plays_the_same(tmp_path, round_trip, make_info, frames, suffix, count):
    info, pictures = make_info(height=48), frames(count)
    times, plain = zip(*round_trip(f"plain.{suffix}", info, pictures), strict=True)
    told_times, told = zip(*round_trip(f"told.{suffix}", replace(info, recipe=RECIPE), pictures), strict=True)
    assert comments_of(tmp_path / f"told.{suffix}") == [RECIPE]
    assert comments_of(tmp_path / f"plain.{suffix}") == []
    assert len(told_times) == count
    assert told_times == times
    # Threads of an encoder may differ in what they make of the same frames.
    if suffix in WITH_BLOCKS:
        np.testing.assert_array_equal(told, plain)


@pytest.mark.parametrize("suffix", ["ts", "y4m"])
def test_what_can_not_carry_it_goes_without(tmp_path, round_trip, make_info, frames, suffix):
    assert len(round_trip(f"out.{suffix}", make_info(height=48, recipe=RECIPE), frames(3))) == 3
    assert comments_of(tmp_path / f"out.{suffix}") == []


@pytest.mark.parametrize("suffix", PICTURES)
def test_every_picture_carries_it(tmp_path, write_film, make_info, frames, suffix):
    write_film(tmp_path / f"%d.{suffix}", make_info(height=48, recipe=RECIPE), frames(2))
    assert [comments_of(tmp_path / f"{number}.{suffix}") for number in (1, 2)] == [[RECIPE]] * 2


def test_a_picture_alone_carries_it_even_where_the_film_was_broken_off(tmp_path, make_info, frames):
    sink = open_sink(tmp_path / "out.png")
    sink.open(make_info(height=48, recipe=RECIPE))
    sink.write(frames(1)[0])
    assert comments_of(sink.abandon()) == [RECIPE]


@pytest.mark.parametrize("suffix", ["mp4", "gif", "apng", "webp"])
def test_a_part_plays_and_carries_it_at_any_moment(tmp_path, make_info, frames, read_back, suffix):
    part = tmp_path / f"out.part.{suffix}"
    sink = open_sink(tmp_path / f"out.{suffix}", options=SinkOptions(speed="ultrafast"))
    sink.open(make_info(height=48, recipe=RECIPE))
    for count, frame in enumerate(frames(12), start=1):
        sink.write(frame)
        # An encoder may keep some.
        if count > 9:
            assert len(read_back(part)) >= 1
            assert comments_of(part) == [RECIPE]
    sink.abandon()


def test_a_gif_in_a_pipe_carries_it(piped, tmp_path, write_film, make_info, frames):
    write_film("-", make_info(height=48, recipe=RECIPE), frames(2), format="gif")
    (tmp_path / "out.gif").write_bytes(os.read(piped, 1 << 16))
    assert comments_of(tmp_path / "out.gif") == [RECIPE]


def test_whoever_watches_an_address_is_told_nothing(make_info, frames, monkeypatch, tmp_path):
    monkeypatch.setattr(AddressPlace, "claim", lambda _: str(tmp_path / "sent"))
    monkeypatch.setattr(AddressPlace, "has_reader", False)
    sink = film_at(AddressPlace("tcp://127.0.0.1:1"), find_format("matroska"), SinkOptions())
    sink.open(make_info(height=48, recipe=RECIPE))
    for frame in frames(3):
        sink.write(frame)
    sink.finish()
    assert comments_of(tmp_path / "sent") == []
