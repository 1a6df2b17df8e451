"""How far a training is, in lines on stderr."""

import math
import time

from rich.console import Console

from dreamstream.cli.saying import say
from dreamstream.progress import duration
from dreamstream.training.progress import Accuracy, Evaluated, PicturesMade, Planned, Record, StepDone

_SECONDS_BETWEEN_LINES = 10.0


class TrainReport:
    """Tells of a training in lines, few enough for a log file."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last_line_at = -math.inf

    def __call__(self, record: Record) -> None:
        """Show one record; of those that come often, one every few seconds."""
        match record:
            case Planned(classes, device, pictures, steps, resumed_at):
                begun = f"; going on at step {resumed_at}" if resumed_at else ""
                say(self._console, f"{len(classes)} classes, {pictures} pictures, {steps} steps, on {device}{begun}")
            case Evaluated(done, accuracy):
                say(self._console, f"after step {done}: {in_words(accuracy)}")
            case PicturesMade() | StepDone():
                now = time.monotonic()
                if now - self._last_line_at >= _SECONDS_BETWEEN_LINES:
                    self._last_line_at = now
                    say(self._console, _line(record))


def _line(record: PicturesMade | StepDone) -> str:
    if isinstance(record, PicturesMade):
        return f"made {record.done} of {record.pictures} pictures, {record.pictures_per_second:.0f}/s"
    learned = f"step {record.done} of {record.steps}, loss {record.loss:.2f}, {record.accuracy:.0%} right"
    return f"{learned}, {record.pictures_per_second:.0f} pictures/s, {duration(record.remaining_seconds)} left"


def in_words(accuracy: Accuracy) -> str:
    """Return how many pictures of a test were right."""
    return f"{accuracy.clean:.1%} right on pictures held out, {accuracy.robust:.1%} when they are attacked"
