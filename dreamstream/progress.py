"""What a render tells about itself: plain records, handed to a callback in the thread that called ``render``.

Where it will take long, ``Plan`` comes after ``Started``.

Where the model's weights have to be fetched first, the records of that come before ``Started``.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

from dreamstream.errors import Stopped


@dataclass(frozen=True, slots=True)
class Started:
    """What will happen, said before the first frame."""

    model: str
    """Empty where nothing dreams, and so are the next two."""
    layers: tuple[str, ...]
    """As the network names them."""
    device: str
    """In words, with the precision."""
    size: tuple[int, int]
    """(width, height) in pixels."""
    rate: Fraction
    """Frames per second."""
    frame_count: int | None
    """How many frames will come: an estimate for some videos, None when the input does not say."""
    resumed_at: int = 0
    """How many frames an earlier run has left, with which this one goes on."""
    films: int = 1
    """How many there will be; ``size`` is then the largest one's, and frames are counted over all."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a render will take, by models and a step that was measured; said before the first frame of a long one."""

    size: tuple[int, int]
    """(width, height) in pixels."""
    frame_count: int | None
    """As in ``Started``."""
    seconds_per_frame: float
    device: str
    """As in ``Started``."""
    peak_bytes: int
    """Of the device's memory, at most at once."""
    tiles: int
    """Into how many the largest picture is cut for its gradient; 1 is whole."""
    output_bytes: int | None
    """Of all outputs; None where that can't be told."""
    more_frames: int = 0
    """So many are made besides those of the film; less than 0 where an earlier run has made some of them."""
    films: int = 1
    """How many there are of this size; what else is told is of all of them."""

    @property
    def total_seconds(self) -> float | None:
        """Return how long it takes; None where nobody knows how many frames will come."""
        if self.frame_count is None:
            return None
        return max(0, self.frame_count + self.more_frames) * self.seconds_per_frame


@dataclass(frozen=True, slots=True)
class FrameDone:
    """One more frame is written."""

    done: int
    """Frames written so far, those of an earlier run included."""
    frame_count: int | None
    """As in ``Started``."""
    elapsed_seconds: float
    """Since the render began, after everything was loaded."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The output is complete, or as complete as a stop left it."""

    frames: int
    """How many were written, those of an earlier run included; 0 when it was stopped before this run's first."""
    elapsed_seconds: float
    """From the first frame's beginning to the output's completion."""
    stopped: bool
    """True when it was asked to stop early."""
    rest: Path | None = None
    """Where the frames are, if the output was not completed."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One of several films that an earlier run has finished, and that is left as it is."""


@dataclass(frozen=True, slots=True)
class FilmEnded:
    """One of several films is complete, or as complete as a stop left it, or failed, or was complete before."""

    number: int
    """Its place among all, from 0."""
    outcome: "Outcome"


@dataclass(frozen=True, slots=True)
class FetchStarted:
    """A model's weights are not here and will be downloaded."""

    model: str
    path: Path
    """Where the file will be."""
    size_bytes: int | None
    """None when nobody published it."""
    licence: str
    source: str
    """Who published the model, and where; may be empty."""


@dataclass(frozen=True, slots=True)
class FetchWaiting:
    """Another process is fetching the same weights; said twice a second."""

    model: str


@dataclass(frozen=True, slots=True)
class FetchAdvanced:
    """More of the file has come."""

    done_bytes: int
    """What an earlier, broken download brought included; starts anew with every mirror that has to."""
    total_bytes: int | None
    """None when the server does not say."""


@dataclass(frozen=True, slots=True)
class FetchFinished:
    """The weights are here, and fit their network."""

    model: str
    path: Path
    is_verified: bool
    """True when they were compared with a checksum; False where nobody published one."""


Outcome: TypeAlias = Finished | Kept | BaseException
"""How one of several films went, or what it failed by: its notes say which stage did, and what is left on disk."""
FetchRecord: TypeAlias = FetchStarted | FetchWaiting | FetchAdvanced | FetchFinished
Record: TypeAlias = Started | Plan | FrameDone | Finished | FilmEnded | FetchRecord
OnProgress: TypeAlias = Callable[[Record], None]


def unless_stopped(report: OnProgress, stop: threading.Event | None) -> OnProgress:
    """Return ``report`` made to raise ``Stopped`` once ``stop`` is set: what reports often can be ended by it."""

    def report_unless_stopped(record: Record) -> None:
        if stop is not None and stop.is_set():
            raise Stopped("asked to stop")
        report(record)

    return report_unless_stopped


def duration(seconds: float) -> str:
    """Return seconds as minutes and seconds, 2:05, or with hours, 1:02:05."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
