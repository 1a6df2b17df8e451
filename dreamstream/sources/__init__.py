"""Where frames come from: pictures, noise, videos."""

import os
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dreamstream.errors import SourceError
from dreamstream.sources.base import Source, SourceOptions
from dreamstream.sources.files import readable_file
from dreamstream.sources.noise import PREFIX, noise, noise_size
from dreamstream.sources.picture import animation_format, is_picture
from dreamstream.sources.still import StillSource
from dreamstream.sources.video import VideoSource

__all__ = ["Source", "SourceOptions", "open_source"]


def open_source(
    target: str | os.PathLike[str] | NDArray[np.uint8],
    options: SourceOptions | None = None,
    *,
    seed: int = 0,
) -> Source:
    """Open what ``target`` names, telling pictures from videos by content rather than by name.

    ``target`` is the path of a picture or a video, ``noise:WxH`` for noise of that size grown from ``seed``,
    or a picture itself as (H, W, 3) uint8 RGB. A GIF or PNG of several frames is a video.

    Raises:
        SourceError: the file is missing, damaged, or neither a picture nor a video.
        UsageError: the noise has no good size, the array is no picture.
    """
    options = options or SourceOptions()
    if isinstance(target, np.ndarray):
        return StillSource(target, options)
    name = os.fspath(target)
    if name.startswith(PREFIX):
        size = noise_size(name)
        return StillSource(noise(*size, seed), replace(options, size=options.size or size))
    path = readable_file(name)
    if not is_picture(path):
        return VideoSource(path, options)
    animation = animation_format(path)
    if animation is None:
        return StillSource(path, options)
    if animation == "WebP":
        raise SourceError(f"'{path}' is an animated WebP, which can't be streamed; convert it to a GIF or a video")
    return VideoSource(path, options)
