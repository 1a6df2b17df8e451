"""Which layers or channels an atlas shows."""

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from dreamstream.atlas.layout import Caption
from dreamstream.dreaming import Target
from dreamstream.errors import ModelError, UsageError
from dreamstream.models import ModelCard, resolve_layer
from dreamstream.models.landmarks import every_layer, landmarks
from dreamstream.network import Network

_COMMA_BETWEEN_LAYERS = re.compile(r",(?!\d+(?:,|$))")
"""And not between the channels of one, as in ``conv2,motif4:3,17``."""


@dataclass(frozen=True)
class AtlasOptions:
    """What an atlas is to show; unset, the layers worth a look.

    Raises:
        UsageError: two of them exclude each other, or there is no column.
    """

    layers: str | None = None
    """Layers in any spelling, with channels if wanted, between commas."""
    every_layer: bool = False
    """All that compute something of their own."""
    channels: str | None = None
    """'all' or '0-31' or '3,17,40' of the one layer named, or else of the one that the model dreams on by itself."""
    columns: int | None = None
    """Tiles side by side; None for a sheet of a pleasing shape."""

    def __post_init__(self) -> None:
        if self.every_layer and (self.layers is not None or self.channels is not None):
            raise UsageError("--all shows every layer, so it goes neither with --layers nor with --channels")
        if self.columns is not None and self.columns < 1:
            raise UsageError(f"--columns should be at least 1, not {self.columns}")


@dataclass(frozen=True)
class Place:
    """One tile's layer, perhaps with channels."""

    target: Target
    channel_count: int
    """Of the layer."""

    def caption(self, seconds: float) -> Caption:
        """Return what is written beneath the tile, the option ready for a shell."""
        time = f"{seconds:.1f} s" if seconds >= 1 else f"{seconds:.2f} s"
        whole = not self.target.channels and not self.target.random_channels
        note = f"{self.channel_count} channels, {time}" if whole else time
        return Caption(f"--layer {shlex.quote(str(self.target))}", note)


@dataclass(frozen=True)
class Chooser:
    """Chooses places in one network, for pictures of one size."""

    network: Network
    card: ModelCard
    size: tuple[int, int]
    """(width, height) in pixels."""

    def places(self, options: AtlasOptions, default: Target) -> tuple[Place, ...]:
        """Return the places in the order of their tiles, none twice; ``default`` is where channels are meant to be.

        Raises:
            UsageError: a layer or channel is not there, or what was asked for makes no sense.
            ModelError: the picture is too small for a layer that was named, or for all.
        """
        named = [] if options.layers is None else self._named(options.layers)
        if options.channels is not None:
            return tuple(self._channels(named or [default], options.channels))
        if named:
            return tuple(dict.fromkeys(map(self._place, named)))
        spec = self.network.spec
        aliases = [self._resolved(name).layer for name in self.card.layers]
        chosen = () if options.every_layer else landmarks(spec, aliases)
        return tuple(self._those_that_fit(chosen or every_layer(spec)))

    def _named(self, layers: str) -> list[Target]:
        return [self._resolved(name) for name in _COMMA_BETWEEN_LAYERS.split(layers)]

    def _resolved(self, name: str) -> Target:
        target = Target.parse(name)
        return replace(target, layer=resolve_layer(self.network.spec, self.card.layers, target.layer))

    def _place(self, target: Target) -> Place:
        width, height = self.size
        _, count, *_ = self.network.shape((1, 3, height, width), target.layer)
        target.objective(count, seed=0, turn=0)
        return Place(target, count)

    def _channels(self, targets: list[Target], channels: str) -> Iterator[Place]:
        target, *others = targets
        if others or str(target) != target.layer:
            raise UsageError("--channels is about one layer; name it alone: --layer LAYER --channels 0-31")
        place = self._place(target)
        for channel in parse_channels(channels, target.layer, place.channel_count):
            yield replace(place, target=replace(target, channels=(channel,)))

    def _those_that_fit(self, layers: Iterable[str]) -> Iterator[Place]:
        refusal = ModelError(f"network '{self.network.spec.name}' has no layer worth a look; name some (--layers)")
        fitting = 0
        for layer in layers:
            try:
                place = self._place(Target(layer))
            except ModelError as error:
                refusal = error
                continue
            fitting += 1
            yield place
        if not fitting:
            raise refusal


def parse_channels(text: str, layer: str, count: int) -> tuple[int, ...]:
    """Return the channels of a layer that has ``count`` of them: all, or numbers and ranges between commas.

    Raises:
        UsageError: the text says something else, or the layer has no such channel.
    """
    if text.strip() == "all":
        return tuple(range(count))
    chosen: dict[int, None] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?", part, re.ASCII)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if first > last:
            raise UsageError(f"--channels: '{text}' is neither 'all' nor numbers like 0-31 or 3,17,40")
        if last >= count:
            raise UsageError(f"layer '{layer}' has channels 0 to {count - 1}, not {last}")
        chosen |= dict.fromkeys(range(first, last + 1))
    return tuple(chosen)
