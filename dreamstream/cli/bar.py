"""How far a long command is: a bar on a terminal, lines elsewhere."""

import math
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from dreamstream.cli.fetching import FetchReport
from dreamstream.cli.reporter import Reporter

_SECONDS_BETWEEN_LINES = 1.0


class Bar(Reporter):
    """Counts what is done: in a bar on a terminal, in at most one line per second elsewhere."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        super().__init__(console, quiet=quiet)
        self._progress: Progress | None = None
        self._task = TaskID(0)
        self._last_line_at = -math.inf
        self.fetching = FetchReport(console, quiet=quiet)
        """For the records of a model that is fetched first."""

    def start(self, noun: str, total: int | None, before: int = 0) -> None:
        """Begin to count ``noun`` ('frame') after those ``before`` up to ``total``, where that is known."""
        if self._draws and not self._quiet:
            self._progress = Progress(
                TextColumn(f"{noun} {{task.completed:.0f}} of {{task.fields[of]}}"),
                BarColumn(),
                _Pace(noun),
                TimeRemainingColumn(),
                TextColumn("{task.fields[note]}"),
                console=self._console,
                refresh_per_second=4,
                redirect_stdout=False,
            )
            self._task = self._progress.add_task(
                "", total=total, completed=before, of=total or "?", before=before, note=""
            )
            self._progress.start()

    def advance(self, done: int, line: str, total: int | None = None) -> None:
        """Show that so many are done, ``line`` being how that is told without a bar; ``total`` where that is known."""
        if self._progress is not None:
            self._progress.update(self._task, completed=done)
            if total is not None:
                self._progress.update(self._task, total=total, of=total)
            return
        now = time.monotonic()
        if now - self._last_line_at >= _SECONDS_BETWEEN_LINES:
            self._last_line_at = now
            self.say(line)

    def stopping(self) -> None:
        """Show that a stop was asked for; prints nothing, and so may be called by a signal's handler."""
        if self._progress is not None:
            self._progress.update(self._task, note="stopping; once more ends at once")

    def stop(self) -> None:
        """Leave the bar as it is; harmless when repeated."""
        self.fetching.stop()
        if self._progress is not None:
            self._progress.stop()


class _Pace(ProgressColumn):
    """The mean time of one so far."""

    def __init__(self, noun: str) -> None:
        super().__init__()
        self._noun = noun

    def render(self, task: Task) -> Text:
        """Return the column's text."""
        made = task.completed - task.fields["before"]
        return Text(f"{task.elapsed / made:.2f} s/{self._noun}" if made > 0 and task.elapsed else "")
