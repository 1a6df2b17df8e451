"""Which wishes come true: those that make sense for this recipe on this network."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dreamstream.errors import DreamstreamError
from dreamstream.models.layers import DEPTHS
from dreamstream.preset import preset_names
from dreamstream.steering.hand import Choices, Hand, act_of
from dreamstream.steering.looks import Looks
from dreamstream.steering.wishes import Wished
from dreamstream.tables import Act

_logger = logging.getLogger("dreamstream")


class Granting:
    """Makes an act of wishes, and knows what there is to choose from.

    A preset that does not go with the recipe is no longer among the choices once it has been tried.

    Args:
        looks: what acts mean.
        preset: the one that the recipe began with, where it is known.
    """

    def __init__(self, looks: Looks, preset: str | None) -> None:
        self._looks, self._preset = looks, preset
        self._layers = tuple(filter(self._can_dream_at, DEPTHS))
        self._presets = preset_names()

    def act(self, wishes: Iterable[Wished], hand: Hand, frame: int) -> Act | None:
        """Return what ``wishes`` come to at a frame, ``hand`` being what held before them; None where that is nothing.

        Those that make no sense here are left out, and a warning tells of each.
        """
        act: Act | None = None
        granted: list[Wished] = []
        for wish in wishes:
            try:
                act = self._with_one_more(act, [*granted, wish], hand, frame)
            except DreamstreamError as error:
                _logger.warning("%s; nothing is changed", error)
            else:
                granted.append(wish)
        return act

    def _with_one_more(self, before: Act | None, wishes: Sequence[Wished], hand: Hand, frame: int) -> Act | None:
        """Return the act of ``wishes``, which without the last was ``before``; raises DreamstreamError for that one."""
        act = act_of(wishes, hand, self._choices(hand), frame)
        if act is None:
            return None
        try:
            self._check(hand.after(act))
        except DreamstreamError:
            if act.preset != (before and before.preset):
                self._presets = tuple(name for name in self._presets if name != act.preset)
            raise
        return act

    def _check(self, hand: Hand) -> None:
        """Raise DreamstreamError where what ``hand`` holds has no meaning here."""
        self._looks.settings(hand)
        self._looks.chain(hand)

    def _choices(self, hand: Hand) -> Choices:
        own = self._looks.settings(replace(hand, end=None)).layers[0]
        places = [place for place, name in enumerate(self._layers) if self._looks.layer(name) == own]
        return Choices(self._layers, places[0] if places else len(self._layers) - 1, self._presets, self._preset)

    def _can_dream_at(self, name: str) -> bool:
        try:
            self._looks.settings(Hand(end=name))
        except DreamstreamError:
            return False
        return True
