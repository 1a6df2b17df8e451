"""What a dream is of and how it is distorted, where that moves on whenever the picture has settled."""

import logging
from dataclasses import dataclass

from dreamstream.dreaming.formula import Written
from dreamstream.dreaming.stagnation import Looks, StagnationWatch
from dreamstream.frame import Distort, Frame, Moment
from dreamstream.schedule import Cycle, Steps

logger = logging.getLogger("dreamstream")


@dataclass(frozen=True, eq=False)
class Evolution:
    """To what a dream moves on, one after another, from its own targets and distortion, which then come again."""

    ends: tuple[Written, ...]
    """Each is held until the picture has settled; random channels are drawn anew every time."""
    distorts: tuple[Distort, ...] = ()
    patience_frames: int = 48
    """How long the look has to be the same."""
    threshold: float = 0.6
    """Below which share of its first change the look counts as the same."""


class Evolving:
    """The targets and the distortion that hold at present; its state is ``turn`` and the watch over the frames."""

    def __init__(self, targets: Cycle[Written] | Steps[Written], distort: Distort, evolution: Evolution | None) -> None:
        self._targets = targets
        self._ends = evolution.ends if evolution else ()
        self._distorts = (distort, *(evolution.distorts if evolution else ()))
        self._watch = StagnationWatch(evolution.patience_frames, evolution.threshold) if evolution else None
        self.turn = 0
        """How often the picture has settled."""

    @property
    def distort(self) -> Distort:
        """Return the distortion at present."""
        return self._distorts[self.turn % len(self._distorts)]

    def steer(self, targets: Cycle[Written] | Steps[Written], distort: Distort) -> None:
        """Go on with these as the dream's own; whoever chooses other targets ends the evolution."""
        if targets is not self._targets:
            self._ends, self._distorts, self._watch = (), (), None
        self._targets = targets
        self._distorts = (distort, *self._distorts[1:])

    def target(self, moment: Moment) -> Written:
        """Return what is climbed at a moment."""
        return self._end or self._targets(moment)

    def draw(self, moment: Moment) -> int:
        """Return the number of the draw of random channels at a moment."""
        return self._targets.turn(moment) if self._end is None else self.turn

    def see(self, dreamed: Frame) -> None:
        """Take in a frame of the film; where the picture has settled with it, move on, and say so in the log."""
        if self._watch is None or not self._watch(dreamed.pixels):
            return
        self.turn += 1
        places = ", ".join(map(str, self._targets.values)) if self._end is None else str(self._end)
        how = f", distorted by {self.distort}" if len(self._distorts) > 1 else ""
        logger.warning("frame %d: the picture has settled; now dreaming at %s%s", dreamed.index, places, how)

    def remembered(self) -> tuple[Looks | None, float | None]:
        """Return what the watch over the frames remembers, None where there is none."""
        return self._watch.remembered() if self._watch else (None, None)

    def restore(self, turn: int, looks: Looks | None, first_change: float | None) -> None:
        """Go on from a turn and what ``remembered`` returned there."""
        self.turn = turn
        if self._watch is not None and looks is not None:
            self._watch.restore(looks, first_change)

    @property
    def _end(self) -> Written | None:
        """What has taken the place of the dream's own targets, if anything has."""
        place = self.turn % (1 + len(self._ends))
        return self._ends[place - 1] if place else None
