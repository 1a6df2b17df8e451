"""What steers the dream: the acts of the recipe, and those that come of hands while it runs."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from dreamstream.dreaming import Budget, Octaves, Steered
from dreamstream.errors import DreamstreamError, Stopped
from dreamstream.frame import Distort, FloatPixels, Moment
from dreamstream.models.layers import DEPTHS
from dreamstream.preset import preset_names
from dreamstream.steering.hand import Choices, Hand, act_of
from dreamstream.steering.hands import Hands
from dreamstream.steering.looks import Looks
from dreamstream.steering.wishes import Wished
from dreamstream.tables import Act

_logger = logging.getLogger("dreamstream")

CROSSING_SECONDS = 1
"""For so long a preset's distortions are mixed with those before them."""


@dataclass(frozen=True)
class _Crossing:
    """From some distortions to those that hold."""

    old: Distort
    began_seconds: Fraction

    def share(self, moment: Moment) -> float:
        """Return how much of the new ones there is, 0..1 and beyond."""
        return float(moment.pts_seconds - self.began_seconds) / CROSSING_SECONDS


class Helm:
    """Says at every frame what holds, which follows from the acts so far alone; called by the thread that dreams.

    Args:
        looks: what acts mean.
        acts: those of the recipe.
        hands: whose wishes become acts, after those that earlier runs have made of them; they wait here while they
            hold the dream.
        should_stop: ends that wait.
        budget: leaves out what takes too long, by acts too.

    Raises:
        UsageError, ModelError: one of the recipe's acts makes no sense, or not on this network.
    """

    def __init__(
        self,
        looks: Looks,
        acts: Sequence[Act] = (),
        hands: Hands | None = None,
        should_stop: Callable[[], bool] = lambda: False,
        budget: Budget | None = None,
    ) -> None:
        self._looks, self._hands, self._should_stop = looks, hands or Hands(), should_stop
        self._budget = budget
        self._coming = sorted((*acts, *self._hands.past.acts), key=lambda act: act.frame)
        self._hand = Hand()
        self._steered = self._plain(self._hand)
        self._crossing: _Crossing | None = None
        self._layers = tuple(filter(self._can_dream_at, DEPTHS))
        self._presets = preset_names()
        hand = self._hand
        for act in sorted((*self._coming, *self._hands.coming), key=lambda act: act.frame):
            hand = hand.after(act)
            self._plain(hand)

    def __call__(self, moment: Moment) -> Steered:
        """Return what holds at a frame; frames come in order.

        Raises:
            Stopped: ``should_stop`` said so, perhaps while the dream was held.
        """
        wishes = self._hands.take(self._should_stop, moment.index)
        if not self._is_past(moment) and self._should_stop():
            raise Stopped("stopped before the frame was begun")
        due = [act for act in self._coming if act.frame <= moment.index]
        del self._coming[: len(due)]
        due += self._hands.do_again(moment.index)
        hand = self._hand
        for act in due:
            hand = hand.after(act)
        wished = self._wished(wishes, hand, moment.index)
        if wished is not None:
            due.append(wished)
            hand = hand.after(wished)
            self._hands.acts = (*self._hands.acts, wished)
        restarts = any(act.start == "recipe" for act in due)
        if due:
            if not self._is_past(moment):
                self._hands.times = (*self._hands.times, (moment.index, moment.pts_seconds))
            self._change(hand, moment, is_start=restarts)
        steered = self._at(moment)
        self._hands.hand, self._hands.layers = hand, steered.settings.targets(moment).layers
        forgets = any(act.start for act in due)
        return replace(steered, forgets=True, restarts=restarts) if forgets else steered

    def limited(self, wanted: Octaves, size: tuple[int, int], moment: Moment) -> Octaves:
        """Return the part of what a frame wants that is dreamed, as ``Steered.limited``."""
        held = wanted if self._hand.limit is None else wanted.within(*self._hand.limit)
        if self._budget is None or self._is_past(moment):
            return held
        octaves = self._budget(wanted, held, size)
        self._hands.picked = octaves.count, octaves.iterations
        if octaves != held:
            act = Act(frame=moment.index, limit=self._hands.picked)
            self._hand = self._hand.after(act)
            self._hands.acts = (*self._hands.acts, act)
        return octaves

    def _is_past(self, moment: Moment) -> bool:
        """Tell whether an earlier run has put the frame into the output: what it did there is done again."""
        return moment.index < self._hands.past.frames

    def _plain(self, hand: Hand) -> Steered:
        return Steered(self._looks.settings(hand), self._looks.chain(hand), limited=self.limited)

    def _change(self, hand: Hand, moment: Moment, *, is_start: bool) -> None:
        if is_start:
            self._crossing = None
        elif hand.preset != self._hand.preset:
            self._crossing = _Crossing(self._steered.distort, moment.pts_seconds)
        self._hand, self._steered = hand, self._plain(hand)

    def _at(self, moment: Moment) -> Steered:
        if self._crossing is None:
            return self._steered
        share = self._crossing.share(moment)
        if share >= 1:
            self._crossing = None
            return self._steered
        return replace(self._steered, distort=crossed(self._crossing.old, self._steered.distort, share))

    def _wished(self, wishes: Sequence[Wished], hand: Hand, frame: int) -> Act | None:
        """Return what wishes come to, without those that make no sense here, of which a warning tells."""
        act: Act | None = None
        kept: tuple[Wished, ...] = ()
        for wish in wishes:
            tried: Act | None = None
            try:
                tried = act_of((*kept, wish), hand, self._choices(hand), frame)
                if tried is not None:
                    self._plain(hand.after(tried))
            except DreamstreamError as error:
                _logger.warning("%s; nothing is changed", error)
                if tried is not None and tried.preset != (act and act.preset):
                    self._presets = tuple(name for name in self._presets if name != tried.preset)
                continue
            act, kept = tried, (*kept, wish)
        return act

    def _choices(self, hand: Hand) -> Choices:
        own = self._looks.settings(replace(hand, end=None)).layers[0]
        places = [place for place, name in enumerate(self._layers) if self._looks.layer(name) == own]
        return Choices(self._layers, places[0] if places else len(self._layers) - 1, self._presets, self._hands.preset)

    def _can_dream_at(self, name: str) -> bool:
        try:
            self._looks.settings(Hand(end=name))
        except DreamstreamError:
            return False
        return True


def crossed(old: Distort, new: Distort, share: float) -> Distort:
    """Return a distortion that is ``1 - share`` of the old and ``share`` of the new one."""

    def distort(pixels: FloatPixels, moment: Moment) -> FloatPixels:
        return np.float32(1 - share) * old(pixels, moment) + np.float32(share) * new(pixels, moment)

    return distort
