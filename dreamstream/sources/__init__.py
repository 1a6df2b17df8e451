"""Where frames come from: pictures, noise, videos, pipes, the network, cameras."""

import os
from dataclasses import replace
from functools import partial
from pathlib import Path

# Before PyAV: each brings a libxcb, and with PyAV's a window of OpenCV's hangs.
import cv2  # noqa: F401
import numpy as np
from numpy.typing import NDArray

from dreamstream.errors import SourceError
from dreamstream.sources.addresses import is_address, open_address
from dreamstream.sources.animation import AnimationSource
from dreamstream.sources.base import Source, SourceOptions
from dreamstream.sources.camera import open_camera
from dreamstream.sources.files import readable_file
from dreamstream.sources.naming import public_name
from dreamstream.sources.noise import noise, noise_size
from dreamstream.sources.picture import animation_format, is_picture
from dreamstream.sources.piped import STANDARD_INPUT, open_standard_input
from dreamstream.sources.plugins import REGISTRY, opener_of
from dreamstream.sources.sequence import SequenceSource, is_sequence
from dreamstream.sources.still import StillSource
from dreamstream.sources.video import VideoSource

__all__ = ["Source", "SourceOptions", "is_still", "open_source"]


def open_source(
    target: str | os.PathLike[str] | NDArray[np.uint8],
    options: SourceOptions | None = None,
    *,
    seed: int = 0,
) -> Source:
    """Open what ``target`` names, telling pictures from videos by content rather than by name.

    ``target`` is one of these, in the order in which they are tried:

    * a picture itself, (H, W, 3) uint8 RGB;
    * ``-``, standard input;
    * ``noise:WxH``, noise of that size grown from ``seed``; ``camera:0`` or another camera; another package's prefix;
    * a URL that FFmpeg opens;
    * numbered pictures, ``frames/%04d.png``, or a wildcard, ``frames/*.jpg``;
    * the path of a picture or a video; a GIF, PNG or WebP of several frames is a video.

    Raises:
        SourceError: it is missing, damaged, or neither a picture nor a video.
        UsageError: the noise has no good size, the array is no picture, the format asked for is unknown.
        PluginError: another package's source can't be loaded, or is none.
    """
    options = options or SourceOptions()
    if isinstance(target, np.ndarray):
        return StillSource(target, options)
    source = _open(os.fspath(target), options, seed)
    source.public_name = public_name(os.fspath(target))
    return source


def is_still(target: str, options: SourceOptions) -> bool:
    """Tell whether ``target`` names a picture; what is a file or an address, or stands for files, is not opened for it.

    Raises as ``open_source``, as far as that shows.
    """
    if target and target != STANDARD_INPUT and opener_of(target) is None:
        return not (is_address(target) or is_sequence(target)) and _kind(readable_file(target), options) == "still"
    with open_source(target, options) as source:
        return source.info.is_still


def _open(name: str, options: SourceOptions, seed: int) -> Source:
    if not name:
        raise SourceError("the input has an empty name")
    if name == STANDARD_INPUT:
        return open_standard_input(options)
    opener = opener_of(name)
    if opener is not None:
        return opener(name, options, seed=seed)
    if is_address(name):
        return VideoSource(partial(open_address, name, options.input_format), options)
    return SequenceSource(name, options) if is_sequence(name) else _open_file(name, options)


def _open_file(name: str, options: SourceOptions) -> Source:
    path = readable_file(name)
    match _kind(path, options):
        case "still":
            return StillSource(path, options)
        case "WebP":
            return AnimationSource(path.read_bytes(), f"'{path}'", options)
        case _:
            return VideoSource(path, options)


def _kind(path: Path, options: SourceOptions) -> str:
    """Return "still", "video", or what format of picture has several frames in a file."""
    if options.input_format is not None or not is_picture(path):
        return "video"
    return animation_format(path) or "still"


@REGISTRY.register("noise")
def _open_noise(target: str, options: SourceOptions, *, seed: int) -> Source:
    size = noise_size(target)
    return StillSource(noise(*size, seed), replace(options, size=options.size or size))


@REGISTRY.register("camera")
def _open_camera(target: str, options: SourceOptions, *, seed: int) -> Source:
    return VideoSource(partial(open_camera, target), options)
