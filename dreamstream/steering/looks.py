"""From what holds by hand to settings and distortions, as the recipe alone would have them."""

import operator
from dataclasses import replace
from functools import partial

from dreamstream.distortions import Chain, create
from dreamstream.distortions.centre import centred
from dreamstream.dreaming import DreamSettings, Octaves, Target, Written
from dreamstream.frame import StreamInfo
from dreamstream.models import ModelCard, resolve_layer
from dreamstream.network import Network
from dreamstream.preset import load_preset
from dreamstream.recipe import Recipe
from dreamstream.resolve import check_targets, dream_settings
from dreamstream.schedule import Cycle, joined
from dreamstream.steering.hand import Hand

_OF_A_LOOK = ("end", "objective", "hold_frames", "lock")
"""What a preset that is changed to brings besides its distortions; how much is computed stays as it is."""


class Looks:
    """Finds what everything that hands can set means on this network.

    Args:
        recipe: complete.
        settings: what it means without any hand.
    """

    def __init__(
        self, recipe: Recipe, card: ModelCard, network: Network, settings: DreamSettings, info: StreamInfo
    ) -> None:
        self._recipe, self._card, self._network, self._info = recipe, card, network, info
        # Kept: a dream goes on the more quietly the fewer of its settings are new.
        self._of_presets: dict[str | None, DreamSettings] = {None: settings}
        self._presets: dict[str, Recipe] = {}
        self._targets: dict[str, Cycle[Written]] = {}

    def close(self) -> None:
        """Give back the files of presets' guides; harmless when repeated."""
        for settings in self._of_presets.values():
            settings.close()

    def settings(self, hand: Hand) -> DreamSettings:
        """Return the settings; raises UsageError or ModelError where layer or preset do not go with the rest."""
        settings = self._of_preset(hand.preset)
        if hand.end is not None:
            settings = replace(settings, targets=self._target(hand.end, settings))
        if hand.amount != 1:
            settings = replace(settings, step_size=joined(operator.mul, settings.step_size, hand.amount))
        if hand.octaves is not None or hand.iterations is not None:
            settings = replace(settings, octaves=joined(partial(_bounded, hand), settings.octaves))
        return settings

    def layer(self, name: str) -> str:
        """Return the network's own name of a layer; raises UnknownNameError where it has none of that name."""
        return resolve_layer(self._network.spec, self._card.layers, name)

    def chain(self, hand: Hand) -> Chain:
        """Return the distortions; raises UsageError where the preset is unknown."""
        if not hand.distorted:
            return Chain()
        recipe = self._recipe if hand.preset is None else self._preset(hand.preset)
        tables = recipe.tables().get("distort", [])
        if hand.centre is not None:
            tables = [centred(table, *hand.centre) for table in tables]
        return Chain(map(create, tables))

    def _preset(self, name: str) -> Recipe:
        if name not in self._presets:
            self._presets[name] = load_preset(name).for_model(self._card.name)
        return self._presets[name]

    def _of_preset(self, name: str | None) -> DreamSettings:
        if name is None or name in self._of_presets:
            return self._of_presets[name]
        preset = self._preset(name)
        dream = preset.tables().get("dream", {})
        look = Recipe.parse({"dream": {key: dream[key] for key in _OF_A_LOOK if key in dream}}, f"preset {name}")
        dream_of_look = self._recipe.merge(look).dream
        settings = dream_settings(
            dream_of_look,
            self._network.spec,
            self._card,
            is_still=self._info.is_still,
            is_distorted=bool(preset.distort),
        )
        self._of_presets[name] = settings
        check_targets(self._network, settings, self._info)
        return settings

    def _target(self, end: str, settings: DreamSettings) -> Cycle[Written]:
        if end not in self._targets:
            target = Target.parse(end)
            targets: Cycle[Written] = Cycle((target.at(self.layer(target.layer)),), 1)
            check_targets(self._network, replace(settings, targets=targets, evolution=None), self._info)
            self._targets[end] = targets
        return self._targets[end]


def _bounded(hand: Hand, octaves: Octaves) -> Octaves:
    count = octaves.count if hand.octaves is None else hand.octaves
    return Octaves(count, octaves.scale, octaves.iterations if hand.iterations is None else hand.iterations)
