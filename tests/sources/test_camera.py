import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from av.container import InputContainer

from dreamstream.errors import SourceError
from dreamstream.sources import camera, open_source
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.camera import open_camera

MakeVideo = Callable[..., Path]


@pytest.fixture
def asked(make_video: MakeVideo, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Let a video stand in for every camera; the value is what FFmpeg would have been asked for."""
    asked: list[tuple[object, ...]] = []

    def opened(device: str, name: str, device_format: str, **more: Any) -> InputContainer:
        asked.append((device, device_format))
        return av.open(make_video())

    monkeypatch.setattr(camera, "opened", opened)
    monkeypatch.setattr(camera, "_cameras", lambda device_format: ["Inner", "Outer"])
    return asked


@pytest.mark.parametrize(
    ("system", "target", "device"),
    [
        ("linux", "camera:0", ("/dev/video0", "v4l2")),
        ("linux", "camera:", ("/dev/video0", "v4l2")),
        ("linux", "camera:/dev/video2", ("/dev/video2", "v4l2")),
        ("darwin", "camera:1", ("1", "avfoundation")),
        ("win32", "camera:1", ("video=Outer", "dshow")),
        ("win32", "camera:Inner", ("video=Inner", "dshow")),
    ],
)
def test_each_system_has_its_own_name_for_a_camera(
    asked: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch, system: str, target: str, device: tuple[str, str]
):
    monkeypatch.setattr(sys, "platform", system)
    medium = open_camera(target)
    medium.container.close()
    assert asked == [device]
    assert medium.is_live


@pytest.mark.usefixtures("asked")
def test_a_camera_gives_its_newest_frames_with_times_from_0():
    with open_source("camera:0", SourceOptions(size=(32, 24))) as source:
        assert source.info.is_live
        frames = list(source)
    assert 1 <= len(frames) <= 6
    times = [frame.pts_seconds for frame in frames]
    assert times[0] == 0
    assert times == sorted(set(times))
    assert {frame.pixels.shape for frame in frames} == {(24, 32, 3)}
    came = [(frame.arrival.seconds, frame.arrival.dropped) for frame in frames]
    assert came == sorted(came)
    assert len(frames) + came[-1][1] <= 6


@pytest.mark.usefixtures("asked")
def test_a_number_beyond_the_last_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(SourceError, match="there is no camera '2'; cameras here: Inner, Outer"):
        open_camera("camera:2")


def test_without_a_camera_that_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(camera, "_cameras", lambda device_format: [])
    with pytest.raises(
        SourceError, match=r"can't open camera '.*/none': No such file or directory; no camera was found"
    ):
        open_camera(f"camera:{tmp_path}/none")


def test_an_unknown_system_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "platform", "plan9")
    with pytest.raises(SourceError, match="cameras can't be read on this system"):
        open_camera("camera:0")
