"""How far several films are, told as if they were one."""

import time
from collections.abc import Sequence

from dreamstream.progress import FilmEnded, Finished, FrameDone, OnProgress, Outcome, Record, Started
from dreamstream.several.films import Film


class Tally:
    """Counts the frames of all films together, and keeps what each came to."""

    def __init__(self, films: Sequence[Film], report: OnProgress) -> None:
        self.report = report
        self._films = films
        self._counts = {film.number: film.info.frame_count for film in films}
        self._done = dict.fromkeys(self._counts, 0)
        self._outcomes: dict[int, Outcome] = {}
        self._began = time.monotonic()

    def go_on(self, number: int, frames: int) -> None:
        """Take in that an earlier run has left so many frames of a film."""
        self._done[number] = frames

    def begin(self, model: str, layers: tuple[str, ...], device: str) -> None:
        """Tell that the first frame is about to be dreamed, as ``Started`` has it."""
        self._began = time.monotonic()
        films = [film for film in self._films if film.number not in self._outcomes]
        infos, resumed_at = [film.info for film in films], sum(self._done[film.number] for film in films)
        size = max(((info.width, info.height) for info in infos), key=lambda sides: sides[0] * sides[1])
        self.report(Started(model, layers, device, size, infos[0].rate, self._frame_count, resumed_at, len(films)))

    def count(self, number: int, record: Record) -> None:
        """Take in what one film's render tells."""
        if isinstance(record, FrameDone):
            self._done[number] = record.done
            self.report(FrameDone(sum(self._done.values()), self._frame_count, self._elapsed_seconds))

    def end(self, number: int, outcome: Outcome) -> None:
        """Take in what became of a film; of one that failed no further frame will come."""
        self._outcomes[number] = outcome
        if isinstance(outcome, BaseException):
            self._counts[number] = self._done.get(number, 0)
        self.report(FilmEnded(number, outcome))

    def finish(self) -> list[Outcome]:
        """Tell that no more will come, and return what every film came to, in their order."""
        outcomes = [self._outcomes[number] for number in sorted(self._outcomes)]
        stopped = any(isinstance(outcome, Finished) and outcome.stopped for outcome in outcomes)
        self.report(Finished(sum(self._done.values()), self._elapsed_seconds, stopped))
        return outcomes

    @property
    def _frame_count(self) -> int | None:
        counts = [count for count in self._counts.values() if count is not None]
        return sum(counts) if len(counts) == len(self._counts) else None

    @property
    def _elapsed_seconds(self) -> float:
        return time.monotonic() - self._began
