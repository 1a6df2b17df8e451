"""What loops have to be worth: limits set from the best that were looked at, so that no number alone can be pleased.

Shimmering noise changes and never clips, but shows no class surely and is fine-grained; stripes show one; a frozen
picture of many motifs does not change.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from dreamstream.training.score import LoopScore


class Limit(NamedTuple):
    """Bounds of one number of a score, either of which may be missing."""

    least: float | None = None
    most: float | None = None


LIMITS: Mapping[str, Limit] = {
    "variety_space": Limit(least=1.8),
    "variety_time": Limit(least=1.4),
    "stripes": Limit(most=0.5),
    "high_frequencies": Limit(most=0.08),
    "clipped": Limit(most=0.1),
    "lasting_change": Limit(least=0.4),
}
"""By the names of a ``LoopScore``."""


def shortcomings(score: "LoopScore") -> tuple[str, ...]:
    """Return what a loop falls short of, in words; what was not measured is no shortcoming."""
    sentences = []
    for name, (least, most) in LIMITS.items():
        value: float | None = getattr(score, name)
        if value is None:
            continue
        if least is not None and value < least:
            sentences.append(f"{name} {value:.3g} is below {least:g}")
        if most is not None and value > most:
            sentences.append(f"{name} {value:.3g} is above {most:g}")
    return tuple(sentences)
