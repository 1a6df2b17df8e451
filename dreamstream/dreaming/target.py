"""What a frame dreams of, and where in the network: a layer, some channels, a picture, another package's objective."""

import re
from dataclasses import dataclass, field, replace

import numpy as np

from dreamstream.dreaming.formula import Circumstances, Term
from dreamstream.dreaming.objectives import L2, REGISTRY, Channels, Logit, Objective
from dreamstream.errors import UsageError

_SPELLING = re.compile(r"(?P<layer>[^:()]+)(?::(?:(?P<channels>\d+(?:,\d+)*)|random\((?P<random>\d+)\)))?")
_LOGIT = re.compile(r"logit\((?P<inside>.*)\)")


@dataclass(frozen=True)
class Target(Term):
    """A layer and the channels to climb: all of them, those listed, or some drawn at random."""

    layer: str
    channels: tuple[int, ...] = ()
    random_channels: int = 0
    """How many channels are drawn, at most all; 0 unless random ones are wanted."""
    is_logit: bool = False
    """The channels' values are climbed rather than their squares."""

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read ``LAYER``, ``LAYER:12,40`` or ``LAYER:random(3)``, or ``logit()`` around one with channels.

        Raises:
            UsageError: it is none of these.
        """
        logit = _LOGIT.fullmatch(text.strip())
        match = _SPELLING.fullmatch(logit["inside"].strip() if logit else text.strip())
        if match is None or (match["random"] and int(match["random"]) == 0):
            raise UsageError(f"'{text}' is no place to dream: write LAYER, LAYER:12,40 or LAYER:random(3)")
        channels = tuple(int(number) for number in match["channels"].split(",")) if match["channels"] else ()
        if logit and not (channels or match["random"]):
            raise UsageError(f"'{text}' names no channel: write logit(LAYER:12)")
        return cls(match["layer"], channels, int(match["random"] or 0), is_logit=logit is not None)

    def __str__(self) -> str:
        """Return the target as ``parse`` reads it."""
        text = self.layer + (":" + ",".join(map(str, self.channels)) if self.channels else "")
        if self.random_channels:
            text = f"{self.layer}:random({self.random_channels})"
        return f"logit({text})" if self.is_logit else text

    def at(self, layer: str) -> "Target":
        """Return the same at another layer."""
        return replace(self, layer=layer)

    def objective(self, channel_count: int, *, seed: int, turn: int) -> Objective:
        """Return what to climb in a layer of ``channel_count`` channels.

        Random channels are the same for the same ``seed`` and ``turn`` (how often the target changed before).

        Raises:
            UsageError: a channel is beyond the layer's last.
        """
        channels = self._drawn(channel_count, seed, turn) if self.random_channels else self.channels
        if channels and max(channels) >= channel_count:
            raise UsageError(f"layer '{self.layer}' has channels 0 to {channel_count - 1}, not {max(channels)}")
        if self.is_logit:
            return Logit(channels)
        return Channels(channels) if channels else L2()

    def under(self, circumstances: Circumstances) -> Objective:
        """Return what is climbed; raises as ``objective``."""
        return self.objective(circumstances.channel_count, seed=circumstances.seed, turn=circumstances.turn)

    def _drawn(self, channel_count: int, seed: int, turn: int) -> tuple[int, ...]:
        many = min(self.random_channels, channel_count)
        draw = np.random.default_rng((seed, turn)).choice(channel_count, many, replace=False)
        return tuple(sorted(int(index) for index in draw))


@dataclass(frozen=True)
class Guided(Term):
    """Likeness to a picture at a layer, whatever the layer's channels."""

    guide: str
    """What the picture or video is called: its path."""
    layer: str

    def at(self, layer: str) -> "Guided":
        """Return the same at another layer."""
        return replace(self, layer=layer)

    def under(self, circumstances: Circumstances) -> Objective:
        """Return likeness to the guide."""
        return circumstances.guide(self.guide)

    def __str__(self) -> str:
        return f"guide({self.guide})@{self.layer}"


@dataclass(frozen=True)
class Named(Term):
    """Another package's objective at a layer."""

    name: str
    argument: str
    """What is said of it; may be empty."""
    layer: str
    objective: Objective = field(compare=False, repr=False)

    @classmethod
    def find(cls, name: str, argument: str, layer: str) -> "Named":
        """Return the objective that some package calls ``name``.

        Raises:
            UnknownNameError: none does.
            PluginError: it can't be loaded, or not be made of this argument.
        """
        return cls(name, argument, layer, REGISTRY[name](argument))

    def at(self, layer: str) -> "Named":
        """Return the same at another layer."""
        return replace(self, layer=layer)

    def under(self, circumstances: Circumstances) -> Objective:
        """Return the objective, whatever the circumstances."""
        return self.objective

    def __str__(self) -> str:
        argument = f"({self.argument})" if self.argument else ""
        return f"{self.name}{argument}@{self.layer}"
