"""Cameras: ``camera:0``, ``camera:/dev/video2``, ``camera:FaceTime HD Camera``."""

import sys

import av

from dreamstream.errors import SourceError
from dreamstream.sources.medium import Medium, opened

PREFIX = "camera:"

_FORMATS = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}
_OPTIONS = {
    # Most built-in cameras know exactly this rate and not the 29.97 that is asked for otherwise.
    "avfoundation": {"framerate": "30"},
}


def open_camera(target: str) -> Medium:
    """Open the camera that ``camera:NUMBER``, ``camera:NAME`` or ``camera:DEVICE`` means; none is the first.

    Raises:
        SourceError: there is no such camera, it is in use, or this system's cameras can't be read.
    """
    name = target.removeprefix(PREFIX) or "0"
    device_format = _FORMATS.get(sys.platform)
    if device_format is None:
        raise SourceError(f"cameras can't be read on this system ({sys.platform})")
    try:
        device = _device(name, device_format)
        container = opened(device, f"camera '{name}'", device_format, options=_OPTIONS.get(device_format))
    except SourceError as error:
        raise SourceError(f"{error}; {_choice(device_format)}") from error
    return Medium(container, f"camera '{name}'", is_live=True)


def _device(name: str, device_format: str) -> str:
    """Return a camera as FFmpeg calls it."""
    if device_format == "v4l2":
        return f"/dev/video{name}" if name.isdecimal() else name
    if device_format == "dshow":
        known = _cameras(device_format)
        if name.isdecimal() and int(name) >= len(known):
            raise SourceError(f"there is no camera '{name}'")
        return f"video={known[int(name)] if name.isdecimal() else name}"
    return name


def _choice(device_format: str) -> str:
    known = _cameras(device_format)
    return f"cameras here: {', '.join(known)}" if known else "no camera was found"


def _cameras(device_format: str) -> list[str]:
    try:
        devices = av.enumerate_input_devices(device_format)
    except (av.FFmpegError, ValueError):
        return []
    return [device.name for device in devices if "video" in device.media_types]
