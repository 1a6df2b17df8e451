"""What holds a video, opened: a file, a pipe, an address on the network, a camera. All of them are FFmpeg's to read."""

import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

import av
from av.container import InputContainer

from dreamstream.errors import SourceError, UnknownNameError
from dreamstream.sources.files import readable_file

_NOT_VIDEO = {"tty", "image2"}
"""FFmpeg chooses these by the file's name and would take any text for a picture."""

_WITH_KEYFRAME_INDEX = {"asf", "avi", "flv", "matroska", "mov", "mp4", "mpeg", "mpegts", "mxf", "nut", "ogg", "webm"}
"""Containers in which FFmpeg finds a whole picture before a given time; in a GIF, say, there is none but the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Medium:
    """An open container, and how it may be read."""

    container: InputContainer
    name: str
    """As it is told of in errors, quoted where it was given."""
    can_seek: bool = False
    is_live: bool = False
    """It goes on whether it is read or not: only its newest picture is of interest."""
    patience_seconds: float = 0.0
    """For how long it is worth trying again when it breaks off."""


OpenMedium: TypeAlias = Callable[[], Medium]
"""Opens a medium, or opens it once more; raises SourceError."""


def open_file(path: str | os.PathLike[str], input_format: str | None = None) -> Medium:
    """Open a video file.

    Raises:
        SourceError: it is missing or nothing that FFmpeg decodes.
        UnknownNameError: FFmpeg has no such format.
    """
    readable = readable_file(path)
    name = f"'{readable}'"
    # The prefix keeps a colon in a file's name from being read as a protocol.
    container = opened(f"file:{os.fspath(path)}", name, input_format)
    return Medium(container, name, can_seek=readable.is_file() and finds_keyframes(container))


def finds_keyframes(container: InputContainer) -> bool:
    """Tell whether a whole picture before a given time can be found in such a container, where its medium can seek."""
    return not _WITH_KEYFRAME_INDEX.isdisjoint(container.format.name.split(","))


def opened(
    target: object,
    name: str,
    input_format: str | None = None,
    *,
    options: Mapping[str, str] | None = None,
    timeout_seconds: tuple[float, float] | None = None,
) -> InputContainer:
    """Return the open container in ``target``, a URL or something with a ``read``; None tells the format by content.

    Raises:
        SourceError: there is none that FFmpeg knows, or it can't be reached; tells of it as ``name``.
        UnknownNameError: FFmpeg has no such format.
    """
    try:
        container = av.open(
            target,
            mode="r",
            format=_known(input_format),
            options=dict(options or {}),
            timeout=timeout_seconds,
            metadata_errors="replace",
        )
    except (av.InvalidDataError, av.EOFError) as error:
        raise SourceError(_NEITHER.format(name)) from error
    except av.FFmpegError as error:
        raise SourceError(f"can't open {name}: {reason(error)}") from error
    if input_format is None and container.format.name in _NOT_VIDEO:
        container.close()
        raise SourceError(_NEITHER.format(name))
    return container


_NEITHER = "{} is neither a picture nor a video that can be decoded"


def reason(error: av.FFmpegError) -> str:
    """Return in a few words why FFmpeg failed."""
    if isinstance(error, av.ExitError):
        return "no data came in time"
    return (error.strerror or str(error)).removesuffix(".")


def _known(input_format: str | None) -> str | None:
    if input_format is None:
        return None
    with suppress(ValueError):
        if av.ContainerFormat(input_format, "r").is_input:
            return input_format
    known = {alias for name in av.formats_available for alias in name.split(",")}
    raise UnknownNameError("input format", input_format, sorted(known))
