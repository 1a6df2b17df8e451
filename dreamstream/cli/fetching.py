"""What the fetching of a model's weights looks like, on stderr."""

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TimeRemainingColumn, TransferSpeedColumn

from dreamstream.cli.reporter import Reporter
from dreamstream.progress import FetchAdvanced, FetchFinished, FetchStarted, FetchWaiting, Record


class FetchReport(Reporter):
    """Tells licence and source once per model, then draws a bar on a terminal; elsewhere a line at the end."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        super().__init__(console, quiet=quiet)
        self._bar: Progress | None = None
        self._task = TaskID(0)
        self._is_waiting = False

    def __call__(self, record: Record) -> None:
        """Show one record of fetching; others are not its business."""
        if self._quiet:
            return
        match record:
            case FetchStarted():
                self._start(record)
            case FetchWaiting():
                self._wait(record)
            case FetchAdvanced():
                if self._bar is not None:
                    self._bar.update(self._task, completed=record.done_bytes, total=record.total_bytes)
            case FetchFinished():
                self.stop()
                doubt = "" if record.is_verified else "; nobody published a checksum, but its layers fit"
                self.say(f"fetched {record.path}{doubt}")

    def stop(self) -> None:
        """Leave the bar; harmless when repeated."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def _start(self, record: FetchStarted) -> None:
        size = f", {megabytes(record.size_bytes)}" if record.size_bytes else ""
        source = f"; from {record.source}" if record.source else ""
        licence = f"; licence: {record.licence}" if record.licence else ""
        self.say(f"fetching {record.path.name} for model {record.model}{size}{source}{licence}")
        if self._draws:
            self._bar = Progress(
                BarColumn(),
                DownloadColumn(),
                TransferSpeedColumn(),
                TimeRemainingColumn(),
                console=self._console,
                refresh_per_second=4,
                redirect_stdout=False,
                transient=True,
            )
            self._task = self._bar.add_task("", total=record.size_bytes)
            self._bar.start()

    def _wait(self, record: FetchWaiting) -> None:
        if not self._is_waiting:
            self._is_waiting = True
            self.say(f"waiting for another run that is fetching model {record.model}")


def megabytes(count: int) -> str:
    """Return a number of bytes as people say it: 53.5 MB."""
    return f"{count / 1e6:.1f} MB" if count < 1e8 else f"{count / 1e6:.0f} MB"
