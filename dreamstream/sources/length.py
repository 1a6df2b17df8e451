"""How long a video is, as its container tells it before any picture is decoded."""

from fractions import Fraction

import av
from av.container import InputContainer
from av.video.stream import VideoStream


def duration_seconds(container: InputContainer, stream: VideoStream) -> Fraction | None:
    """Return the length of the pictures alone where the file states it; that of everything if there is nothing else."""
    whole = None if container.duration is None else Fraction(container.duration, av.time_base)
    # Of what comes through a pipe some demuxers take the length for 0.
    if stream.duration and stream.time_base is not None:
        own = stream.duration * stream.time_base
        # An edit list may show less than the track holds.
        return own if whole is None else min(own, whole)
    tagged = _clock_seconds(stream.metadata.get("DURATION", ""))
    if tagged is not None:
        return tagged
    return whole if len(container.streams) == 1 else None


def _clock_seconds(text: str) -> Fraction | None:
    """Read Matroska's ``HH:MM:SS.fraction``."""
    try:
        hours, minutes, seconds = text.split(":")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except ValueError:
        return None
