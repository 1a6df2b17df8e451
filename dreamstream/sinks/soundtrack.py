"""Another sound for a film than its input's, or none."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dreamstream.companions import Packet, Track
from dreamstream.companions.soundtrack import Soundtrack
from dreamstream.frame import Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.resumable import Piece, ResumableSink

_logger = logging.getLogger("dreamstream")


class SoundtrackSink(Sink):
    """Gives another sink the frames with a file's sound instead of their own, from its beginning to the film's end.

    Subtitles stay.

    Args:
        inner: what takes the frames.
        soundtrack: what is heard; None for silence.
    """

    def __init__(self, inner: Sink, soundtrack: Soundtrack | None) -> None:
        self._inner, self._soundtrack = inner, soundtrack
        self.enough_frames = inner.enough_frames
        self._kept: dict[int, int] = {}
        """Places of the tracks that stay, before and after."""

    def open(self, info: StreamInfo) -> None:
        """Open the inner sink."""
        ours: Sequence[Track] = self._soundtrack.tracks if self._soundtrack is not None else ()
        stay = [place for place, track in enumerate(info.tracks) if track.kind != "audio"]
        self._kept = {place: len(ours) + number for number, place in enumerate(stay)}
        self._frame_seconds = 1 / info.rate
        self._inner.open(replace(info, tracks=(*ours, *(info.tracks[place] for place in stay))))

    def write(self, frame: Frame) -> None:
        """Add one frame."""
        packets: list[Packet] = []
        if self._soundtrack is not None:
            packets += self._soundtrack.before(frame.pts_seconds + self._frame_seconds)
        packets += (
            replace(packet, track=self._kept[packet.track]) for packet in frame.companions if packet.track in self._kept
        )
        self._inner.write(replace(frame, companions=tuple(packets)))

    def finish(self) -> None:
        """Finish the inner sink."""
        self._close()
        self._inner.finish()

    def abandon(self) -> Path | None:
        """Abandon the inner sink."""
        self._close()
        return self._inner.abandon()

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what the inner sink writes."""
        return self._inner.about_bytes(pixels, frames)

    def _close(self) -> None:
        if self._soundtrack is not None:
            self._soundtrack.close()


class ResumableSoundtrack(SoundtrackSink, ResumableSink):
    """Lets a film that can be gone on with have another sound all the same."""

    def __init__(self, inner: ResumableSink, soundtrack: Soundtrack | None) -> None:
        SoundtrackSink.__init__(self, inner, soundtrack)
        ResumableSink.__init__(self, inner.state_path, may_exist=True)
        self._resumable = inner

    @property
    def kept_frames(self) -> int:
        """Return how many the film has."""
        return self._resumable.kept_frames

    def secure(self) -> tuple[Piece, ...]:
        """Return the film's pieces."""
        return self._resumable.secure()

    def resume(self, pieces: Sequence[Piece]) -> None:
        """Go on with the film."""
        self._resumable.resume(pieces)


def with_sound(sink: Sink, audio: str | None) -> Sink:
    """Return what gives a sink the sound that is meant by ``SinkOptions.audio``; raises as ``Soundtrack``."""
    if audio in (None, "copy"):
        return sink
    soundtrack = None if audio == "none" else Soundtrack(Path(audio))
    if isinstance(sink, ResumableSink):
        return ResumableSoundtrack(sink, soundtrack)
    return SoundtrackSink(sink, soundtrack)


def without_companions(info: StreamInfo, inner: Sink) -> StreamInfo:
    """Return what a sink is told that plays frames in another order: sound, which runs forward, is left out.

    A warning says so, unless ``inner`` has a sound of its own.
    """
    if any(track.kind == "audio" for track in info.tracks) and not isinstance(inner, SoundtrackSink):
        _logger.warning("a film that runs backwards has no sound: its input's is left out")
    return replace(info, tracks=(), chapters=())
