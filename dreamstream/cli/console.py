"""Everything the command line says, on stderr: notices, progress, errors. stdout is left to media."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console

from dreamstream.cli.bar import Bar
from dreamstream.cli.fetching import megabytes
from dreamstream.cli.saying import say
from dreamstream.errors import DreamstreamError
from dreamstream.progress import Finished, FrameDone, Plan, Record, Started, duration


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
            say(self._console, text, "yellow")


@contextmanager
def notices(console: Console, level: int) -> Iterator[None]:
    """Print what the library logs at ``level`` or above, each text once."""
    logger, handler = logging.getLogger("dreamstream"), _Notices(console, level)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class Report(Bar):
    """Shows the progress of one render; ``output`` is where it goes, empty where it is only looked at."""

    def __init__(self, console: Console, output: str, *, quiet: bool) -> None:
        super().__init__(console, quiet=quiet)
        self.output = output
        self._resumed_at = 0

    def __call__(self, record: Record) -> None:
        """Show one record."""
        match record:
            case Started():
                self.begin(record)
            case Plan():
                self.say(planned(record))
            case FrameDone():
                self.advance(record.done, _line(record, self._resumed_at), record.frame_count)
            case Finished():
                self._finish(record)
            case _:
                self.fetching(record)

    def begin(self, record: Started) -> None:
        """Say what happens, and begin to count."""
        width, height = record.size
        frames = in_frames(record.frame_count) if record.frame_count else "frames to the end"
        self._resumed_at = record.resumed_at
        films = f"{record.films} films up to " if record.films > 1 else ""
        resumed = f", going on after {in_frames(record.resumed_at)}" if record.resumed_at else ""
        what = f"{record.model}, {_layers(record.layers)}, on {record.device}"
        self.say(
            f"{what if record.layers else 'motion only, nothing dreams'}; "
            f"{films}{width}x{height}, {frames} at {float(record.rate):.4g} fps"
            f"{self.output and f' -> {self.output}'}{resumed}"
        )
        self.start("frame", record.frame_count, record.resumed_at)

    def _finish(self, record: Finished) -> None:
        self.stop()
        if not record.frames:
            left = f"--resume goes on after {in_frames(self._resumed_at)}" if self._resumed_at else "nothing written"
            self.say(f"stopped before the first frame; {left}")
            return
        frames = max(record.frames, self._resumed_at)
        pace = f"{record.elapsed_seconds / max(1, frames - self._resumed_at):.2f} s each"
        if record.stopped:
            held = f"{self.output} holds the" if self.output else "shown were the"
            self.say(f"stopped; {held} {in_frames(frames)} so far, {pace}")
        else:
            self.say(f"{f'wrote {self.output}' if self.output else 'shown'}: {in_frames(frames)}, {pace}")


def say_error(console: Console, error: BaseException | str, whose: str = "") -> None:
    """Print an error as one sentence, ``whose`` it is first, with the notes that the pipeline put on it."""
    text = str(error)
    if not isinstance(error, DreamstreamError | str):
        text = f"internal error, {type(error).__name__}: {text} (--debug shows where)"
    notes = "; ".join(getattr(error, "__notes__", ()))
    sentence = f"dreamstream: {whose}{text}" + (f" ({notes})" if notes else "")
    say(console, sentence, "red")


def _line(record: FrameDone, resumed_at: int) -> str:
    # Frames that an earlier run had dreamed and its encoder not written may come again.
    pace = record.elapsed_seconds / max(1, record.done - resumed_at)
    if record.frame_count is None:
        return f"frame {record.done}, {pace:.2f} s/frame"
    # The count may have been an estimate, and too low.
    left = pace * max(0, record.frame_count - record.done)
    return f"frame {record.done} of {record.frame_count}, {pace:.2f} s/frame, {duration(left)} left"


def _layers(names: Sequence[str]) -> str:
    return f"layer{'s' if len(names) > 1 else ''} {', '.join(names)}"


def in_frames(count: int) -> str:
    """Return how many frames that is, in words."""
    return "1 frame" if count == 1 else f"{count} frames"


def planned(plan: Plan) -> str:
    """Return a plan as one line."""
    width, height = plan.size
    frames = "" if plan.frame_count is None else f", {in_frames(plan.frame_count)}{_besides(plan.more_frames)}"
    films = f"{plan.films} films of " if plan.films > 1 else ""
    total = "" if plan.total_seconds is None else f", {duration(plan.total_seconds)} in all"
    tiles = f" in {plan.tiles} tiles" if plan.tiles > 1 else ""
    size = "" if plan.output_bytes is None else f", output about {_size(plan.output_bytes)}"
    return (
        f"plan: {films}{width}x{height}{frames}, about {plan.seconds_per_frame:.2f} s each{total}; "
        f"memory about {_size(plan.peak_bytes)}{tiles}{size}"
    )


def _besides(more_frames: int) -> str:
    if more_frames < 0:
        return f" of which {-more_frames} are there"
    return f" and {more_frames} that lead in" if more_frames else ""


def _size(count: int) -> str:
    return megabytes(count) if count < 1e9 else f"{count / 1e9:.1f} GB"
