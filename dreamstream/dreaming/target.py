"""Where in the network a frame dreams: a layer, and perhaps only some of its channels."""

import re
from dataclasses import dataclass

import numpy as np

from dreamstream.dreaming.objective import L2, Channels, Objective
from dreamstream.errors import UsageError

_SPELLING = re.compile(r"(?P<layer>[^:]+)(?::(?:(?P<channels>\d+(?:,\d+)*)|random\((?P<random>\d+)\)))?")


@dataclass(frozen=True)
class Target:
    """A layer and the channels to climb: all of them, those listed, or some drawn at random."""

    layer: str
    channels: tuple[int, ...] = ()
    random_channels: int = 0
    """How many channels are drawn, at most all; 0 unless random ones are wanted."""

    @classmethod
    def parse(cls, text: str) -> "Target":
        """Read ``LAYER``, ``LAYER:12,40`` or ``LAYER:random(3)``.

        Raises:
            UsageError: it is none of these.
        """
        match = _SPELLING.fullmatch(text.strip())
        if match is None or (match["random"] and int(match["random"]) == 0):
            raise UsageError(f"'{text}' is no place to dream: write LAYER, LAYER:12,40 or LAYER:random(3)")
        channels = tuple(int(number) for number in match["channels"].split(",")) if match["channels"] else ()
        return cls(match["layer"], channels, int(match["random"] or 0))

    def __str__(self) -> str:
        """Return the target as ``parse`` reads it."""
        if self.random_channels:
            return f"{self.layer}:random({self.random_channels})"
        return self.layer + (":" + ",".join(map(str, self.channels)) if self.channels else "")

    def objective(self, channel_count: int, *, seed: int, turn: int) -> Objective:
        """Return what to climb in a layer of ``channel_count`` channels.

        Random channels are the same for the same ``seed`` and ``turn`` (how often the target changed before).

        Raises:
            UsageError: a channel is beyond the layer's last.
        """
        if self.random_channels:
            many = min(self.random_channels, channel_count)
            draw = np.random.default_rng((seed, turn)).choice(channel_count, many, replace=False)
            return Channels(tuple(sorted(int(index) for index in draw)))
        if self.channels and max(self.channels) >= channel_count:
            raise UsageError(f"layer '{self.layer}' has channels 0 to {channel_count - 1}, not {max(self.channels)}")
        return Channels(self.channels) if self.channels else L2()
