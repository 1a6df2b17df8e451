"""What passes from one dreamed frame to the next, as plain data."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dreamstream.dreaming.carrying import LastDream
from dreamstream.dreaming.mask import FloatMask
from dreamstream.frame import FloatPixels, Moment, Pixels


@dataclass(frozen=True, slots=True, eq=False)
class DreamState:
    """All that a dream has of the frames before; the defaults are those of a dream that has not begun.

    Every field is an array, a number or None, so that whoever keeps it need not know what it means. No array is ever
    written to again.
    """

    carried: FloatPixels | None = None
    """The distorted last dream, float32 (H, W, 3)."""
    turn: int = 0
    """How often the picture has settled."""
    looks: NDArray[np.float32] | None = None
    """How frames have looked since, float32 (frames, 12, 24)."""
    first_change: float | None = None
    """How much the looks of the film's first frames differ."""
    last_incoming: Pixels | None = None
    """Of a dream that flows, as the next three: ``LastDream``'s."""
    last_dreamed: FloatPixels | None = None
    last_dreamed_part: FloatPixels | None = None
    last_depth: FloatMask | None = None
    last_changes: NDArray[np.float64] | None = None
    last_moment: NDArray[np.int64] | None = None
    """The frame's number, then numerator and denominator of its time in seconds."""


def plain(last: LastDream | None) -> dict[str, Any]:
    """Return the fields of a ``DreamState`` that hold a last dream."""
    if last is None:
        return {}
    at = last.moment.pts_seconds
    return {
        "last_incoming": last.incoming,
        "last_dreamed": last.dreamed,
        "last_dreamed_part": last.dreamed_part,
        "last_depth": last.depth,
        "last_changes": np.array(last.changes, np.float64),
        "last_moment": np.array([last.moment.index, at.numerator, at.denominator], np.int64),
    }


def last_dream(state: DreamState, seed: int, frame_count: int | None) -> LastDream | None:
    """Return the last dream that ``plain`` made fields of, in a stream of so many frames; None where there is none."""
    incoming, dreamed, part, depth = state.last_incoming, state.last_dreamed, state.last_dreamed_part, state.last_depth
    changes, moment = state.last_changes, state.last_moment
    if incoming is None or dreamed is None or part is None or depth is None or changes is None or moment is None:
        return None
    index, numerator, denominator = moment.tolist()
    when = Moment(index, Fraction(numerator, denominator), seed, frame_count)
    return LastDream(incoming, dreamed, part, depth, when, tuple(changes.tolist()))
