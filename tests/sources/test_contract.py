"""What every source promises. A new one joins by a line in ``SOURCES``."""

import io
import itertools
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.frame import Frame
from dreamstream.sources import Source, SourceOptions, open_source
from dreamstream.sources.piped import open_piped

MakeVideo = Callable[..., Path]
Open = Callable[[SourceOptions], Source]

PIXELS = np.random.default_rng(0).integers(0, 256, (48, 64, 3), dtype=np.uint8)


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


def picture(folder: Path) -> Path:
    cv2.imwrite(str(folder / "a.png"), PIXELS)
    return folder / "a.png"


def webp(folder: Path) -> Path:
    animation = cv2.Animation()
    animation.frames = [np.dstack([PIXELS ^ n, PIXELS[..., :1] | 255]) for n in range(4)]
    animation.durations = np.array([40, 5, 300, 70])
    cv2.imwriteanimation(str(folder / "a.webp"), animation)
    return folder / "a.webp"


def numbered(folder: Path) -> Path:
    for number in range(5, 12):
        cv2.imwrite(str(folder / f"{number}.png"), PIXELS ^ number)
    return folder / "%d.png"


def piped(path: Path, options: SourceOptions) -> Source:
    return open_piped(Unseekable(path.read_bytes()), options)


# What a live source leaves out depends on the machine, so none can be here.
SOURCES: dict[str, Callable[[Path, MakeVideo, SourceOptions], Source]] = {
    "array": lambda _, __, options: open_source(PIXELS, options),
    "noise": lambda _, __, options: open_source("noise:64x48", options),
    "picture": lambda folder, _, options: open_source(picture(folder), options),
    "video": lambda _, make, options: open_source(make(rate=Fraction(30000, 1001)), options),
    "video of uneven times": lambda _, make, options: open_source(make(pts=[0, 40, 300, 310, 500, 900]), options),
    "gif": lambda _, make, options: open_source(make("a.gif", codec="gif", pixel_format="rgb8"), options),
    "webp": lambda folder, _, options: open_source(webp(folder), options),
    "numbered pictures": lambda folder, _, options: open_source(numbered(folder), options),
    "pipe": lambda _, make, options: piped(make(), options),
}


@pytest.fixture(params=SOURCES)
def opened(request: pytest.FixtureRequest, tmp_path: Path, make_video: MakeVideo) -> Open:
    return lambda options: SOURCES[request.param](tmp_path, make_video, options)


ALL_OPTIONS = [
    SourceOptions(),
    SourceOptions(size=(30, 22), fit="pad", every=2),
    SourceOptions(frames=3),
    SourceOptions(size=(30, 22), frames=3),
    SourceOptions(fps=Fraction(10)),
    SourceOptions(fps=Fraction(24000, 1001), duration_seconds=Fraction(1, 7)),
]


@pytest.mark.parametrize("options", ALL_OPTIONS)
def test_frames_are_what_the_info_says(opened: Open, options: SourceOptions):
    with opened(options) as source:
        info, frames = source.info, list(source)
    assert frames
    assert all(isinstance(frame, Frame) for frame in frames)
    assert {frame.pixels.shape for frame in frames} == {(info.height, info.width, 3)}
    assert info.rate > 0


@pytest.mark.parametrize("options", ALL_OPTIONS)
def test_times_begin_at_0_grow_and_fit_the_time_base(opened: Open, options: SourceOptions):
    with opened(options) as source:
        frames = list(source)
        time_base = source.info.time_base
    times = [frame.pts_seconds for frame in frames]
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert times[0] == 0
    assert times == sorted(set(times))
    assert all(isinstance(time, Fraction) and (time / time_base).denominator == 1 for time in times)


def test_options_are_obeyed(opened: Open):
    options = SourceOptions(size=(30, 22), fps=Fraction(12), frames=2, duration_seconds=Fraction(1))
    with opened(options) as source:
        assert (source.info.width, source.info.height, source.info.rate) == (30, 22, 12)
        assert [frame.pts_seconds for frame in source] == [0, Fraction(1, 12)]


def test_it_can_be_closed_at_any_time_any_number_of_times(opened: Open):
    source = opened(SourceOptions())
    next(iter(source))
    source.close()
    source.close()
    opened(SourceOptions()).close()


@pytest.mark.parametrize("options", [*ALL_OPTIONS, SourceOptions(from_seconds=Fraction(1, 20), every=2)])
def test_gone_on_with_at_a_frame_it_yields_that_and_those_after_it(opened: Open, options: SourceOptions):
    with opened(options) as source:
        whole = list(itertools.islice(source, 6))
        mark = source.mark(whole[-2])
    with opened(options) as source:
        source.go_on_at(mark)
        rest = [frame for frame in itertools.islice(source, 6) if frame.index >= mark.index]
    for expected, frame in zip(whole[-2:], rest[:2], strict=True):
        assert (frame.index, frame.pts_seconds) == (expected.index, expected.pts_seconds)
        assert np.array_equal(frame.pixels, expected.pixels)


def test_the_same_input_has_the_same_fingerprint_and_a_pipe_has_none(request: pytest.FixtureRequest, opened: Open):
    with opened(SourceOptions()) as source:
        before = source.fingerprint()
        list(source)
        assert source.fingerprint() == before
    assert (before is None) == ("pipe]" in request.node.name)


def test_another_input_has_another_fingerprint(tmp_path: Path, make_video: MakeVideo):
    targets = [PIXELS, PIXELS ^ 1, "noise:64x48", "noise:66x48", webp(tmp_path), numbered(tmp_path)]
    found = [open_source(target).fingerprint() for target in targets]
    found += [open_source(make_video(rate=rate)).fingerprint() for rate in (25, 30)]
    cv2.imwrite(str(tmp_path / "12.png"), PIXELS)
    found.append(open_source(tmp_path / "%d.png").fingerprint())
    assert len(set(found)) == len(found)
