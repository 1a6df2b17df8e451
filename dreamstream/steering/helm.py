"""What steers the dream: the acts of the recipe, and those that come of hands while it runs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import reduce

from dreamstream.dreaming import Budget, Octaves, Steered
from dreamstream.errors import Stopped
from dreamstream.frame import Moment
from dreamstream.steering.crossing import Crossing
from dreamstream.steering.granting import Granting
from dreamstream.steering.hand import Hand
from dreamstream.steering.hands import Hands
from dreamstream.steering.looks import Looks
from dreamstream.tables import Act


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
        self._coming = _in_order((*acts, *self._hands.past.acts))
        self._hand = Hand()
        self._steered = self._meant(self._hand)
        self._crossing: Crossing | None = None
        self._granting = Granting(looks, self._hands.preset)
        self._check_acts()

    def __call__(self, moment: Moment) -> Steered:
        """Return what holds at a frame; frames come in order.

        Raises:
            Stopped: ``should_stop`` said so, perhaps while the dream was held.
        """
        acts = self._acts(moment)
        if acts:
            self._follow(acts, moment)
        steered = self._crossed(moment)
        self._hands.hand, self._hands.layers = self._hand, steered.settings.targets(moment).layers
        starts = [act.start for act in acts if act.start]
        return replace(steered, forgets=True, restarts="recipe" in starts) if starts else steered

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
            self._hands.did(act)
        return octaves

    def _check_acts(self) -> None:
        hand = self._hand
        for act in _in_order((*self._coming, *self._hands.coming)):
            hand = hand.after(act)
            self._meant(hand)

    def _acts(self, moment: Moment) -> list[Act]:
        """Return what is done with a frame: what the recipe says, what was lost and is done again, what is wished."""
        wishes = self._hands.take(self._should_stop, moment.index)
        if not self._is_past(moment) and self._should_stop():
            raise Stopped("stopped before the frame was begun")
        acts = [act for act in self._coming if act.frame <= moment.index]
        del self._coming[: len(acts)]
        acts += self._hands.do_again(moment.index)
        wished = self._granting.act(wishes, reduce(Hand.after, acts, self._hand), moment.index)
        if wished is not None:
            self._hands.did(wished)
            acts.append(wished)
        return acts

    def _follow(self, acts: Sequence[Act], moment: Moment) -> None:
        """Let acts, at least one, take effect."""
        if not self._is_past(moment):
            self._hands.changed_at(moment)
        hand = reduce(Hand.after, acts, self._hand)
        if any(act.start == "recipe" for act in acts):
            self._crossing = None
        elif hand.preset != self._hand.preset:
            self._crossing = Crossing(self._steered.distort, moment.pts_seconds)
        self._hand, self._steered = hand, self._meant(hand)

    def _crossed(self, moment: Moment) -> Steered:
        """Return what holds, mixed with what held before while a preset is new."""
        if self._crossing is None or self._crossing.is_over(moment):
            self._crossing = None
            return self._steered
        return replace(self._steered, distort=self._crossing.mixed(self._steered.distort, moment))

    def _meant(self, hand: Hand) -> Steered:
        return Steered(self._looks.settings(hand), self._looks.chain(hand), limited=self.limited)

    def _is_past(self, moment: Moment) -> bool:
        """Tell whether an earlier run has put the frame into the output: what it did there is done again."""
        return moment.index < self._hands.past.frames


def _in_order(acts: Iterable[Act]) -> list[Act]:
    return sorted(acts, key=lambda act: act.frame)
