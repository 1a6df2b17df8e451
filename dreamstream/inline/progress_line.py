"""How far a render is, as a line beneath a notebook's cell."""

import math
import time

from dreamstream.inline.cell import CellOutput
from dreamstream.progress import FetchAdvanced, FetchStarted, Finished, FrameDone, Plan, Record, Started, duration

_SHORTEST_SECONDS = 0.1
"""Between two changes of what counts up."""


class ProgressLine:
    """Called with a render's records (``on_progress``), says in one line of a notebook how far it is, and how fast.

    Raises:
        DisplayError: this is no notebook.
    """

    def __init__(self) -> None:
        self._output = CellOutput()
        self._before = 0
        self._model = ""
        self._next_at = -math.inf

    def __call__(self, record: Record) -> None:
        """Take in a record, and change the line where it tells something new."""
        now = time.monotonic()
        is_count = isinstance(record, FrameDone | FetchAdvanced)
        if is_count and now < self._next_at:
            return
        line = self._line(record)
        if line:
            self._output.put({"text/plain": line})
            self._next_at = now + _SHORTEST_SECONDS

    def _line(self, record: Record) -> str:
        """Return what is to be said now; empty where that is nothing."""
        match record:
            case FetchStarted():
                self._model = record.model
            case FetchAdvanced():
                return f"fetching {self._model}: {_megabytes(record)}"
            case Started():
                self._before = record.resumed_at
                words = [f"{record.model} on {record.device}" if record.model else "motion only"]
                return "  ".join([*words, "{}x{}".format(*record.size)])
            case Plan(total_seconds=float(seconds)):
                return f"this will take about {duration(seconds)}"
            case FrameDone():
                return self._counted(record)
            case Finished():
                made = self._pace(record.frames, record.elapsed_seconds)
                end = ["stopped"] if record.stopped else []
                return "  ".join([*end, f"{record.frames} frames in {duration(record.elapsed_seconds)}", *made])
        return ""

    def _counted(self, record: FrameDone) -> str:
        words = [
            f"frame {record.done}" if record.frame_count is None else f"frame {record.done} of {record.frame_count}"
        ]
        words += self._pace(record.done, record.elapsed_seconds)
        made = record.done - self._before
        if record.frame_count is not None and made > 0:
            left = max(0, record.frame_count - record.done)
            words.append(f"{duration(left * record.elapsed_seconds / made)} left")
        return "  ".join(words)

    def _pace(self, done: int, seconds: float) -> list[str]:
        made = done - self._before
        return [f"{made / seconds:.3g} fps"] if made > 0 and seconds > 0 else []


def _megabytes(record: FetchAdvanced) -> str:
    done = f"{record.done_bytes / 1e6:.0f}"
    return f"{done} MB" if record.total_bytes is None else f"{done} of {record.total_bytes / 1e6:.0f} MB"
