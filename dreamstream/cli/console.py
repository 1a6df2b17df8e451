"""Everything the command line says, on stderr: notices, progress, errors. stdout is left to media."""

import logging
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from dreamstream.cli.fetching import FetchReport
from dreamstream.errors import DreamstreamError
from dreamstream.progress import Finished, FrameDone, Record, Started

_SECONDS_BETWEEN_LINES = 1.0


class _Notices(logging.Handler):
    """Prints log records, each text once."""

    def __init__(self, console: Console, level: int) -> None:
        super().__init__(level)
        self._console = console
        self._texts: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text not in self._texts:
            self._texts.add(text)
            self._console.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def notices(console: Console, level: int) -> Iterator[None]:
    """Print what the library logs at ``level`` or above, each text once."""
    logger, handler = logging.getLogger("dreamstream"), _Notices(console, level)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class Report:
    """Shows the progress of one render: a bar on a terminal, at most one line per second elsewhere."""

    def __init__(self, console: Console, output: str, *, quiet: bool) -> None:
        self._console = console
        self._output = output
        self._quiet = quiet
        # A terminal by its own word: rich would also believe FORCE_COLOR, in a log file too.
        self._draws_bar = console.file.isatty() and not console.is_dumb_terminal
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._last_line_at = -math.inf
        self._fetching = FetchReport(console, quiet=quiet)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._fetching.__exit__(kind, error, trace)
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, record: Record) -> None:
        """Show one record."""
        if self._quiet:
            return
        match record:
            case Started():
                self._start(record)
            case FrameDone():
                self._advance(record)
            case Finished():
                self._finish(record)
            case _:
                self._fetching(record)

    def stopping(self) -> None:
        """Show that a stop was asked for; prints nothing, and so may be called by a signal's handler."""
        if self._bar is not None:
            self._bar.update(self._task, note="stopping; once more ends at once")

    def _start(self, record: Started) -> None:
        width, height = record.size
        frames = _frames(record.frame_count) if record.frame_count else "frames to the end"
        self._say(
            f"{record.model}, layer {', '.join(record.layers)}, on {record.device}; "
            f"{width}x{height}, {frames} at {float(record.rate):.4g} fps -> {self._output}"
        )
        if self._draws_bar:
            self._bar = Progress(
                TextColumn("frame {task.completed:.0f} of {task.fields[of]}"),
                BarColumn(),
                _SecondsPerFrame(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[note]}"),
                console=self._console,
                refresh_per_second=4,
                redirect_stdout=False,
            )
            self._task = self._bar.add_task("", total=record.frame_count, of=record.frame_count or "?", note="")
            self._bar.start()

    def _advance(self, record: FrameDone) -> None:
        if self._bar is not None:
            self._bar.update(self._task, completed=record.done)
            return
        now = time.monotonic()
        if now - self._last_line_at >= _SECONDS_BETWEEN_LINES:
            self._last_line_at = now
            self._say(_line(record))

    def _finish(self, record: Finished) -> None:
        if self._bar is not None:
            self._bar.stop()
        if not record.frames:
            self._say("stopped before the first frame; nothing written")
            return
        pace = f"{record.elapsed_seconds / record.frames:.2f} s each"
        if record.stopped:
            self._say(f"stopped; {self._output} holds the {_frames(record.frames)} so far, {pace}")
        else:
            self._say(f"wrote {self._output}: {_frames(record.frames)}, {pace}")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class _SecondsPerFrame(ProgressColumn):
    """The mean time of a frame so far."""

    def render(self, task: Task) -> Text:
        """Return the column's text."""
        return Text(f"{task.elapsed / task.completed:.2f} s/frame" if task.completed and task.elapsed else "")


def say_error(console: Console, error: BaseException | str) -> None:
    """Print an error as one sentence, with the notes that the pipeline put on it."""
    text = str(error)
    if not isinstance(error, DreamstreamError | str):
        text = f"internal error, {type(error).__name__}: {text} (--debug shows where)"
    notes = "; ".join(getattr(error, "__notes__", ()))
    sentence = f"dreamstream: {text}" + (f" ({notes})" if notes else "")
    console.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)


def _line(record: FrameDone) -> str:
    pace = record.elapsed_seconds / record.done
    if record.frame_count is None:
        return f"frame {record.done}, {pace:.2f} s/frame"
    # The count may have been an estimate, and too low.
    left = pace * max(0, record.frame_count - record.done)
    return f"frame {record.done} of {record.frame_count}, {pace:.2f} s/frame, {_duration(left)} left"


def _frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count} frames"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
