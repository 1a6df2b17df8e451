"""What an expression may ask for: the frame it is computed for, and random numbers that belong to that frame."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dreamstream.errors import UsageError
from dreamstream.frame import Moment

Value: TypeAlias = float | NDArray[np.float64]
"""One number, or one for each column (or row) of a picture."""


@dataclass(frozen=True, eq=False)
class Scope:
    """The values of all variables at one frame."""

    frame: int = 0
    """Number of the frame in the stream, from 0."""
    seconds: float = 0.0
    """Presentation time."""
    width: int | None = None
    """Pixels; None where no picture is at hand."""
    height: int | None = None
    frame_count: int | None = None
    """Frames of the whole stream; None where it has no known end."""
    column: NDArray[np.float64] | None = None
    """Numbers of columns (or rows), from 0; None where one number for the whole picture is wanted."""
    seed: int = 0
    """The render's seed."""

    @classmethod
    def at(
        cls, moment: Moment, width: int | None, height: int | None, column: NDArray[np.float64] | None = None
    ) -> "Scope":
        """Return the scope of a picture of ``width`` x ``height`` pixels at a moment of its stream."""
        seconds = float(moment.pts_seconds)
        return cls(moment.index, seconds, width, height, moment.frame_count, column, moment.seed)

    def uniform(self, draw: int) -> Value:
        """Return a number in 0..1 that only seed, frame, column and ``draw`` determine; one for each column."""
        column = np.zeros((), np.uint64) if self.column is None else self.column.astype(np.uint64)
        return _uniform(_mixed(np.uint64(self.seed % 2**64), np.uint64(draw), np.uint64(self.frame), column))

    def noise(self, draw: int, position: Value) -> Value:
        """Return value noise in -1..1: random at whole positions, smooth between; the same in every frame."""
        base = np.floor(position)
        share = position - base
        share = share * share * (3 - 2 * share)
        lattice = np.asarray(base, np.float64).astype(np.int64).astype(np.uint64)
        seed = np.uint64(self.seed % 2**64), np.uint64(draw)
        low, high = _uniform(_mixed(*seed, lattice)), _uniform(_mixed(*seed, lattice + np.uint64(1)))
        return 2 * (low + (high - low) * share) - 1


def _needed(name: str, why: str, read: Callable[[Scope], Value | None]) -> Callable[[Scope], Value]:
    def value(scope: Scope) -> Value:
        found = read(scope)
        if found is None:
            raise UsageError(f"the variable {name} has no value here: {why}")
        return found

    return value


VARIABLES: Mapping[str, Callable[[Scope], Value]] = {
    "t": lambda scope: scope.seconds,
    "f": lambda scope: float(scope.frame),
    "n": _needed("n", "it numbers columns or rows, and this is one value for all of them", lambda scope: scope.column),
    "w": _needed("w", "no picture is at hand", lambda scope: scope.width),
    "h": _needed("h", "no picture is at hand", lambda scope: scope.height),
    "N": _needed("N", "the input has no known end; give --frames", lambda scope: scope.frame_count),
    "pi": lambda _: np.pi,
    "tau": lambda _: 2 * np.pi,
    "e": lambda _: np.e,
}
"""Name to reader: t seconds, f frame, n column, w and h pixels, N frames in all, and the usual constants."""


def _mixed(*keys: "np.uint64 | NDArray[np.uint64]") -> NDArray[np.uint64]:
    """Return one well-mixed number for every combination of keys (SplitMix64, Steele et al. 2014)."""
    state = np.zeros(1, np.uint64)
    for key in keys:
        state = state + np.uint64(0x9E3779B97F4A7C15) + key
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return state


def _uniform(mixed: NDArray[np.uint64]) -> Value:
    share = (mixed >> np.uint64(11)).astype(np.float64) / 2**53
    return share if share.size > 1 else float(share.item())
