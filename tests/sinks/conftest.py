"""Small moving films with known pictures, and their reading back."""

import os
import struct
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.sinks import Sink, SinkOptions, open_sink, pipe

ReadBack = Callable[[Path], list[tuple[Fraction, Pixels]]]
MakeFrames = Callable[..., list[Frame]]


def apng_times(path: Path) -> list[Fraction]:
    """Read the times of an animated PNG from its chunks; one of a single frame is a plain PNG."""
    controls = [part[20:24] for part in path.read_bytes().split(b"fcTL")[1:]]
    delays = [Fraction(*struct.unpack(">HH", each)) for each in controls]
    return [sum(delays[:index], Fraction(0)) for index in range(max(1, len(delays)))]


def webp_frames(path: Path) -> list[tuple[Fraction, Pixels]]:
    """Read a WebP with OpenCV, for FFmpeg reads no animated ones; a time is the sum of the durations before it."""
    _, animation = cv2.imreadanimation(str(path))
    pictures = [np.ascontiguousarray(each[..., 2::-1]) for each in animation.frames]
    times = [0, *np.cumsum(animation.durations)] if len(pictures) > 1 else [0]
    return [(Fraction(int(time), 1000), pixels) for time, pixels in zip(times, pictures, strict=False)]


@pytest.fixture
def make_info() -> Callable[..., StreamInfo]:
    def make(width=64, height=32, rate=Fraction(25), time_base=None, recipe="") -> StreamInfo:
        return StreamInfo(width, height, rate, time_base or 1 / rate, recipe=recipe)

    return make


@pytest.fixture
def make_frames() -> MakeFrames:
    """Frames of a faint gradient that grows brighter, 17 to a cycle: the order shows in the mean."""

    def make(info: StreamInfo, count: int, ticks: list[int] | None = None) -> list[Frame]:
        gradient = np.linspace(0, 20, info.width)[None, :, None] * np.ones((info.height, 1, 3))
        times = ticks or [round(index / (info.rate * info.time_base)) for index in range(count)]
        return [
            Frame((gradient + 12 * (index % 17)).astype(np.uint8), index, time * info.time_base)
            for index, time in enumerate(times)
        ]

    return make


@pytest.fixture
def noise_frames() -> Callable[[StreamInfo, Iterable[int]], list[Frame]]:
    """Frames of noise at these ticks."""

    def make(info: StreamInfo, ticks: Iterable[int]) -> list[Frame]:
        random = np.random.default_rng(1)
        size = (info.height, info.width, 3)
        return [
            Frame(random.integers(0, 256, size, np.uint8), index, tick * info.time_base)
            for index, tick in enumerate(ticks)
        ]

    return make


class Collector(Sink):
    """Keeps what it gets; refuses the frame of one index."""

    def __init__(self, refuse: int | None = None) -> None:
        self.info: StreamInfo | None = None
        self.frames: list[Frame] = []
        self.refuse, self.ending = refuse, ""

    def open(self, info: StreamInfo) -> None:
        self.info = info

    def write(self, frame: Frame) -> None:
        if frame.index == self.refuse:
            raise SinkError("refused")
        self.frames.append(frame)

    def finish(self) -> None:
        self.ending = self.ending or "finished"

    def abandon(self) -> Path | None:
        self.ending = self.ending or "abandoned"
        return None


@pytest.fixture
def collect() -> Callable[..., tuple[Sink, Collector]]:
    """Give frames to the sink that is built around one that keeps them, and return both."""

    def collect(
        build: Callable[[Sink], Sink], info: StreamInfo, frames: Iterable[Frame], refuse: int | None = None
    ) -> tuple[Sink, Collector]:
        inner = Collector(refuse)
        sink = build(inner)
        sink.open(info)
        for frame in frames:
            sink.write(frame)
        return sink, inner

    return collect


@pytest.fixture
def read_back() -> ReadBack:
    """Return every (time in seconds, RGB pixels) of a film."""

    def read(path: Path) -> list[tuple[Fraction, Pixels]]:
        if path.suffix == ".webp":
            return webp_frames(path)
        # A few packets are too few to be recognised.
        with av.open(path, format="mpegts" if path.suffix == ".ts" else None) as container:
            film = [
                (frame.pts * frame.time_base, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)
            ]
        # FFmpeg rounds what it reads of an animated PNG.
        return (
            list(zip(apng_times(path), [pixels for _, pixels in film], strict=True)) if path.suffix == ".apng" else film
        )

    return read


@pytest.fixture
def write_film() -> Callable[..., None]:
    """Write frames to an output, from its opening to its end."""

    def write(target: object, info: StreamInfo, frames: Iterable[Frame], **options: Any) -> None:
        sink = open_sink(target, options=SinkOptions(**options))
        sink.open(info)
        for frame in frames:
            sink.write(frame)
        sink.finish()

    return write


@pytest.fixture
def round_trip(tmp_path: Path, write_film: Callable[..., None], read_back: ReadBack) -> Callable[..., Any]:
    """Write frames to an output of this name and return what is read back."""

    def write_and_read(name: str, info: StreamInfo, frames: Iterable[Frame], **options: Any) -> Any:
        write_film(tmp_path / name, info, frames, **options)
        return read_back(tmp_path / name)

    return write_and_read


@pytest.fixture
def piped(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Let the standard output of the sinks be a pipe, and return the descriptor to read it from."""
    reading, writing = os.pipe()
    monkeypatch.setattr(pipe, "STDOUT", writing)
    yield reading
    for descriptor in (reading, writing):
        with suppress(OSError):
            os.close(descriptor)
