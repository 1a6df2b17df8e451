from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.sources import animation as animation_module
from dreamstream.sources.animation import AnimationSource, is_animated_webp
from dreamstream.sources.base import SourceOptions


@pytest.fixture
def webp(tmp_path: Path) -> bytes:
    """Three opaque frames of 90, 180 and 45, shown for 100, 5 and 50 ms."""
    animation = cv2.Animation()
    animation.frames = [
        np.dstack([np.full((12, 16, 3), value, np.uint8), np.full((12, 16), 255, np.uint8)]) for value in (90, 180, 45)
    ]
    animation.durations = np.array([100, 5, 50])
    assert cv2.imwriteanimation(str(tmp_path / "a.webp"), animation)
    return (tmp_path / "a.webp").read_bytes()


def test_frames_come_at_their_own_times_and_none_for_too_short(webp: bytes):
    source = AnimationSource(webp, "it")
    # What lasts 5 ms is shown for 100, as browsers do.
    assert [(frame.pts_seconds, round(int(frame.pixels[6, 8, 0]) / 45)) for frame in source] == [
        (0, 2),
        (Fraction(1, 10), 4),
        (Fraction(1, 5), 1),
    ]
    assert (source.info.width, source.info.height, source.info.frame_count, source.info.rate) == (16, 12, 3, 12)


def test_options_are_obeyed(webp: bytes):
    with AnimationSource(webp, "it", SourceOptions(size=(8, 8), from_seconds=Fraction(1, 10), every=2)) as source:
        assert source.info.frame_count == 1
        assert [frame.pixels.shape for frame in source] == [(8, 8, 3)]


def test_it_is_told_from_a_still_one(webp: bytes):
    _, still = cv2.imencode(".webp", np.zeros((12, 16, 3), np.uint8))
    assert is_animated_webp(webp)
    assert not is_animated_webp(still.tobytes())
    assert not is_animated_webp(b"")


def test_one_that_would_fill_the_memory_is_refused_before_it_is_decoded(webp: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(animation_module, "MOST_PIXELS", 16 * 12 * 3 - 1)
    with pytest.raises(SourceError, match=r"it holds 3 frames of 16x12; .* convert it to a video"):
        AnimationSource(webp, "it")


def test_one_cut_short_is_an_error(webp: bytes, capfd: pytest.CaptureFixture[str]):
    with pytest.raises(SourceError, match="it is damaged or cut short"):
        AnimationSource(webp[: len(webp) // 3], "it")
    assert capfd.readouterr() == ("", "")
