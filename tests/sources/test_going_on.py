"""A source that is gone on with at one of its frames: the rest, exactly, and little of what came before."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from dreamstream.frame import Frame
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.base import Mark
from dreamstream.sources.decoder import Decoder
from dreamstream.sources.video import VideoSource

COUNT, RATE = 100, 25
EVEN = [40 * index for index in range(COUNT)]
UNEVEN = list(accumulate(np.random.default_rng(0).integers(5, 90, COUNT - 1).tolist(), initial=0))
CODED: dict[str, tuple[str, dict[str, Any]]] = {
    "h264 in mp4": ("libx264", {"options": {"g": "12", "bf": "3"}}),
    "h264 of open groups in mkv": (
        "libx264",
        {"name": "a.mkv", "options": {"x264-params": "open-gop=1:bframes=3:keyint=20:min-keyint=20"}},
    ),
    "h264 without whole pictures": ("libx264", {"options": {"x264-params": "intra-refresh=1:keyint=25"}}),
    "h264 at uneven times": ("libx264", {"options": {"g": "12", "bf": "2"}, "times": UNEVEN}),
    "hevc": ("libx265", {"name": "a.mkv", "options": {"x265-params": "keyint=20:open-gop=1:log-level=none"}}),
    "mpeg2 in a transport stream": ("mpeg2video", {"name": "a.ts", "options": {"g": "12", "bf": "2"}}),
    "mpeg4 in avi": ("mpeg4", {"name": "a.avi", "options": {"g": "12"}}),
    "h264 in avi": ("libx264", {"name": "a.avi", "options": {"g": "12", "bf": "3"}}),
    "h264 of open groups in avi": (
        "libx264",
        {"name": "a.avi", "options": {"x264-params": "open-gop=1:bframes=3:keyint=20:min-keyint=20"}},
    ),
    "vp9 with hidden pictures": ("libvpx-vp9", {"name": "a.webm", "options": {"g": "30", "lag-in-frames": "8"}}),
    "interlaced": ("mpeg2video", {"name": "a.mkv", "options": {"g": "12", "bf": "2", "flags": "+ildct+ilme"}}),
    "gif": ("gif", {"name": "a.gif", "format": "rgb8"}),
    "ffv1 at uneven times": ("ffv1", {"name": "a.mkv", "times": UNEVEN}),
}
ASKED = {
    "all": SourceOptions(),
    "from": SourceOptions(from_seconds=Fraction(7, 10), to_seconds=Fraction(39, 10)),
    "every third": SourceOptions(from_seconds=Fraction(1, 2), every=3),
    "more a second": SourceOptions(fps=Fraction(40)),
    "fewer a second": SourceOptions(from_seconds=Fraction(1, 3), fps=Fraction(24000, 1001)),
    "both": SourceOptions(every=2, fps=Fraction(10)),
}


def write(path: Path, codec: str, format: str = "yuv420p", times: list[int] = EVEN, **coding: Any) -> None:
    """Write pictures that move, of which no two are alike."""
    grain = cv2.GaussianBlur(np.random.default_rng(0).integers(0, 256, (64, 64 + 2 * COUNT), np.uint8), (0, 0), 2)
    with av.open(path, "w") as container:
        stream = container.add_stream(codec, rate=RATE, options=coding.get("options", {}))
        stream.width, stream.height, stream.pix_fmt = 64, 64, format
        stream.codec_context.time_base = Fraction(1, RATE if times is EVEN else 1000)
        for index, milliseconds in enumerate(times):
            shown = np.ascontiguousarray(grain[:, 2 * index : 2 * index + 64])
            frame = av.VideoFrame.from_ndarray(shown, format="gray").reformat(format=format)
            frame.pts, frame.time_base = (
                (index, Fraction(1, RATE)) if times is EVEN else (milliseconds, Fraction(1, 1000))
            )
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


@pytest.fixture(scope="module", params=CODED)
def film(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    codec, coding = CODED[request.param]
    path = tmp_path_factory.mktemp("films") / coding.get("name", "a.mp4")
    write(path, codec, **{key: value for key, value in coding.items() if key != "name"})
    return path


@contextmanager
def counting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Count the packets of pictures that are decoded."""
    decode, counted = Decoder._pictures, [0]

    def counting(decoder: Decoder, packet: Any) -> Any:
        counted[0] += 1
        return decode(decoder, packet)

    with monkeypatch.context() as patch:
        patch.setattr(Decoder, "_pictures", counting)
        yield counted


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_frames_from_there_on_are_those_of_the_whole(film: Path, asked: SourceOptions):
    with open_source(film, asked) as source:
        whole = list(source)
        marks = [source.mark(whole[index]) for index in (1, len(whole) * 4 // 5)]
    for mark in marks:
        with open_source(film, asked) as source:
            source.go_on_at(mark)
            got = [frame for frame in source if frame.index >= mark.index]
        assert_same(got, whole[mark.index :])


def assert_same(frames: Sequence[Frame], others: Sequence[Frame]) -> None:
    assert [(frame.index, frame.pts_seconds) for frame in frames] == [
        (frame.index, frame.pts_seconds) for frame in others
    ]
    assert all(np.array_equal(one.pixels, other.pixels) for one, other in zip(frames, others, strict=True))


@pytest.mark.parametrize("asked", ["all", "from", "every third", "more a second", "both"])
def test_little_of_what_comes_before_is_decoded(film: Path, asked: str, monkeypatch: pytest.MonkeyPatch):
    with open_source(film, ASKED[asked]) as source:
        whole = list(source)
        mark = source.mark(whole[-2])
    with counting(monkeypatch) as decoded, open_source(film, ASKED[asked]) as source:
        source.go_on_at(mark)
        assert [frame.index for frame in source] == [mark.index, mark.index + 1]
    # In a GIF every picture needs all before it.
    assert (sum(decoded) <= 65) == (film.suffix != ".gif")


@pytest.fixture
def film_and_mark(tmp_path: Path) -> tuple[Path, list[Frame], Mark]:
    """A film that can be sought in, its frames, and the mark of one."""
    write(tmp_path / "a.mp4", "libx264", options={"g": "12"})
    with open_source(tmp_path / "a.mp4") as source:
        frames = list(source)
        return tmp_path / "a.mp4", frames, source.mark(frames[80])


@pytest.mark.parametrize("lands_seconds", [0, 1, 3.9, 10])
def test_wherever_seeking_ends_up_the_frames_are_right(
    film_and_mark: tuple[Path, list[Frame], Mark], monkeypatch: pytest.MonkeyPatch, lands_seconds: float
):
    path, whole, mark = film_and_mark
    seek = Decoder._seek
    monkeypatch.setattr(Decoder, "_seek", lambda decoder, _: seek(decoder, int(lands_seconds / decoder.time_base)))
    with open_source(path) as source:
        source.go_on_at(mark)
        assert_same([frame for frame in source if frame.index >= 80], whole[80:])


@pytest.mark.parametrize("change", [{"picture": "0123"}, {"pts_seconds": Fraction(1601, 500)}])
def test_what_is_not_found_as_it_was_lets_it_begin_anew(
    film_and_mark: tuple[Path, list[Frame], Mark], change: dict[str, Any]
):
    path, whole, mark = film_and_mark
    with open_source(path) as source:
        source.go_on_at(replace(mark, **change))
        assert_same(list(source), whole)


def test_times_that_begin_again_in_the_middle_are_no_matter(tmp_path: Path):
    for name, codec in (("1.ts", "mpeg2video"), ("2.ts", "mpeg2video")):
        write(tmp_path / name, codec)
    path = tmp_path / "both.ts"
    path.write_bytes((tmp_path / "1.ts").read_bytes() + (tmp_path / "2.ts").read_bytes())
    with open_source(path) as source:
        whole = list(source)
        mark = source.mark(whole[COUNT + 30])
    with open_source(path) as source:
        source.go_on_at(mark)
        assert_same([frame for frame in source if frame.index >= mark.index], whole[mark.index :])


def test_pictures_before_are_not_read(tmp_path: Path):
    for number in range(10):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.full((16, 16, 3), 20 * number, np.uint8))
    options = SourceOptions(from_seconds=Fraction(1, 12), every=2)
    with open_source(tmp_path / "%d.png", options) as source:
        whole = list(source)
        mark = source.mark(whole[2])
    for number in (1, 2, 3, 4, 5):
        (tmp_path / f"{number}.png").write_bytes(b"")
    with open_source(tmp_path / "%d.png", options) as source:
        source.go_on_at(mark)
        assert_same(list(source), whole[2:])


def test_the_two_read_apart_are_given_back(film_and_mark: tuple[Path, list[Frame], Mark]):
    path, _, mark = film_and_mark
    source = VideoSource(path)
    source.go_on_at(mark)
    frames = iter(source)
    assert next(frames).index == 80
    source.close()
    assert list(frames) == []
    assert source._shown.closed
    assert source._connection.closed
