"""What hands have done in a render so far, as a later run needs it to go on."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from dreamstream.tables import Act


@dataclass(frozen=True, slots=True)
class Past:
    """What is in the frames that an output holds, so that nothing else can be done with these any more."""

    frames: int = 0
    """How many these are."""
    acts: tuple[Act, ...] = ()
    """What hands did in them, in order; without what the recipe did."""
    times: tuple[tuple[int, Fraction], ...] = ()
    """Index and time in seconds of every frame with which an act took effect, one of the recipe's too."""
    record: str | None = None
    """Name of the file beside the output that the acts are kept in; None where there is none."""

    def tables(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "frames": self.frames,
            "acts": [act.model_dump(mode="json", exclude_none=True) for act in self.acts],
            "times": [[frame, str(seconds)] for frame, seconds in self.times],
            "record": self.record,
        }

    @classmethod
    def parse(cls, tables: Mapping[str, Any]) -> Self:
        """Build it from what ``tables`` returned; raises ValueError, TypeError or KeyError where that is not it."""
        acts = tuple(map(Act.model_validate, tables["acts"]))
        times = tuple((int(frame), Fraction(seconds)) for frame, seconds in tables["times"])
        return cls(tables["frames"], acts, times, tables["record"])
