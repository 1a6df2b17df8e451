"""Films that flash and beep at every whole second, and what is heard in a film."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.subtitles.subtitle import SubtitleSet

from dreamstream.sinks import SinkOptions, open_sink, pipe
from dreamstream.sources import Source, SourceOptions, open_source

BEEP_SECONDS = Fraction(1, 10)


@dataclass(frozen=True)
class Heard:
    """One track of a film that was read: what it is, and each packet's time in seconds and bytes."""

    codec: str
    language: str | None
    packets: list[tuple[Fraction, bytes]]


@dataclass(frozen=True)
class Sounding:
    """A film with sound in it, to be made."""

    codec: str = "aac"
    rate: int = 48000
    layout: str = "stereo"
    begins_seconds: Fraction = Fraction(0)
    languages: tuple[str, ...] = ("eng",)
    subtitles: str | None = None
    video: str = "mpeg4"
    """One without reordered frames is quick and begins at 0 in every container."""
    ticks: tuple[int, ...] = tuple(range(0, 2000, 40))
    """When its frames are shown, in milliseconds."""
    chapters: tuple[str, ...] = ()
    """Of half a second each."""


@pytest.fixture
def make_sounding(tmp_path: Path) -> Callable[..., Path]:
    """Write a film that flashes and beeps at every whole second, its packets in the order of their times."""

    def make(name: str, **wanted: Any) -> Path:
        path = tmp_path / name
        with av.open(path, "w") as container:
            packets = _sounding(container, Sounding(**wanted))
            container.mux([packet for _, _, packet in sorted(packets, key=lambda each: each[:2])])
        return path

    return make


def _sounding(container: Any, film: Sounding) -> list[tuple[Fraction, int, Any]]:
    streams = [(container.add_stream(film.video, rate=25), _pictures(film))]
    streams[0][0].width, streams[0][0].height = 96, 64
    streams[0][0].pix_fmt = "bgr0" if film.video == "ffv1" else "yuv420p"
    streams[0][0].codec_context.time_base = Fraction(1, 1000)
    for language in film.languages:
        sound = container.add_stream(film.codec, rate=film.rate)
        sound.layout, sound.metadata["language"] = film.layout, language
        streams.append((sound, _beeps(sound.codec_context, film)))
    titles = []
    if film.subtitles is not None:
        titles.append(container.add_stream(film.subtitles))
        titles[0].codec_context.subtitle_header = b"[Script Info]\n[V4+ Styles]\n[Events]\n"
    tick = Fraction(1, 1000)
    container.set_chapters(
        [
            {"id": n, "start": 500 * n, "end": 500 * n + 500, "time_base": tick, "metadata": {"title": title}}
            for n, title in enumerate(film.chapters)
        ]
    )
    container.start_encoding()
    coded = [packet for stream, frames in streams for frame in (*frames, None) for packet in stream.encode(frame)]
    for stream in titles:
        for begins in (200, 1200):
            shown = SubtitleSet.create(b"0,0,Default,,0,0,0,,at %d" % begins, 0, 600)
            packet = stream.codec_context.encode_subtitle(shown)
            packet.stream, packet.time_base = stream, tick
            packet.pts = packet.dts = begins
            packet.duration = 600
            coded.append(packet)
    return [((packet.dts or 0) * packet.time_base, number, packet) for number, packet in enumerate(coded)]


def _pictures(film: Sounding) -> Iterator[av.VideoFrame]:
    for ticks in film.ticks:
        pixels = np.full((64, 96, 3), 250 if ticks % 1000 < 100 else 20, np.uint8)
        frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
        frame.pts, frame.time_base = ticks, Fraction(1, 1000)
        yield frame


def _beeps(encoder: Any, film: Sounding) -> Iterator[av.AudioFrame]:
    seconds = np.arange(2 * film.rate) / film.rate
    wave = np.sin(2 * np.pi * 1000 * seconds) * (seconds % 1 < float(BEEP_SECONDS)) * 20000
    # A hiss, so that no two packets are the same.
    wave += np.random.default_rng(0).normal(0, 300, wave.shape)
    frame = av.AudioFrame.from_ndarray(wave.astype(np.int16).repeat(2)[None], format="s16", layout="stereo")
    frame.sample_rate, frame.time_base = film.rate, Fraction(1, film.rate)
    frame.pts = int(film.begins_seconds * film.rate)
    # What PCM's encoder gets becomes one packet.
    resampler = av.AudioResampler(encoder.format.name, film.layout, film.rate, encoder.frame_size or 1024)
    yield from resampler.resample(frame)
    yield from resampler.resample(None)


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


@pytest.fixture
def sound_last(make_sounding: Callable[..., Path]) -> io.BytesIO:
    """A film that can't be sought in, all of whose pictures lie before its sound."""
    path = make_sounding("late.mp4")
    file = Unseekable()
    options = {"movflags": "delay_moov+default_base_moof", "frag_duration": "60000000"}
    with av.open(path) as film, av.open(file, "w", format="mp4", options=options) as late:
        copies = [late.add_stream_from_template(stream, opaque=True) for stream in film.streams]
        for packet in film.demux():
            if packet.size:
                packet.stream = copies[packet.stream.index]
                late.mux(packet)
    file.seek(0)
    return file


@pytest.fixture
def hear() -> Callable[..., list[Heard]]:
    """Read the tracks of a film, a path or an open file: every packet that says something, but not the pictures."""

    def read(film: Any, kind: str = "audio") -> list[Heard]:
        with av.open(film) as container:
            streams = [stream for stream in container.streams if stream.type == kind]
            found = {stream.index: [] for stream in streams}
            # Without any, all would be read.
            for packet in container.demux(streams) if streams else ():
                if packet.size and bytes(packet) != b"\0\0":
                    found[packet.stream.index].append((packet.pts * packet.time_base, bytes(packet)))
            return [
                Heard(stream.codec_context.codec.canonical_name, stream.language, found[stream.index])
                for stream in streams
            ]

    return read


@pytest.fixture
def hear_beeps() -> Callable[[Any], list[float]]:
    """Decode a film's first sound and return the times, in seconds, at which it becomes loud."""

    def read(film: Any) -> list[float]:
        with av.open(film) as container:
            loud, last = [], -1.0
            for frame in container.decode(audio=0):
                wave = frame.to_ndarray().astype(float)
                wave = np.abs(wave[0, :: 1 if frame.format.is_planar else 2])
                wave /= 32768 if "s16" in frame.format.name else 1
                times = float(frame.pts * frame.time_base) + np.flatnonzero(wave > 0.2) / frame.sample_rate
                for time in times:
                    if time - last > 0.2:
                        loud.append(float(time))
                    last = float(time)
            return loud

    return read


@pytest.fixture
def write() -> Callable[..., None]:
    """Write a source's frames into an output as they are, and close it."""

    def write(source: Source, output: Any, options: SinkOptions | None = None) -> None:
        with source:
            sink = open_sink(output, options=options or SinkOptions())
            sink.open(source.info)
            for frame in source:
                sink.write(frame)
            sink.finish()

    return write


@pytest.fixture
def convey(write: Callable[..., None]) -> Callable[..., None]:
    """Write what is in a file into an output; both may have options."""

    def convey(source: Any, output: Any, sink_options: SinkOptions | None = None, **options: Any) -> None:
        write(open_source(source, SourceOptions(**options)), output, sink_options)

    return convey


@pytest.fixture
def arrived(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Where to see what has come out of a pipe that films go into."""
    with (tmp_path / "piped").open("wb") as stdout:
        monkeypatch.setattr(pipe, "STDOUT", stdout.fileno())
        yield tmp_path / "piped"
