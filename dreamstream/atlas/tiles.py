"""The dreams of one picture at many places of one network."""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from dreamstream import __version__
from dreamstream.atlas.cache import TileCache, pixels_digest
from dreamstream.atlas.choice import Place
from dreamstream.distortions import Chain
from dreamstream.dreaming import Dreamer, DreamSettings
from dreamstream.fingerprint import file_sha256
from dreamstream.frame import Frame, Moment, Pixels
from dreamstream.network import Network
from dreamstream.schedule import Cycle


@dataclass(frozen=True, eq=False)
class Tile:
    """A place's dream."""

    place: Place
    pixels: Pixels
    """(H, W, 3) uint8 RGB."""
    seconds: float
    """That the dream took."""
    is_from_cache: bool


@dataclass(frozen=True, eq=False)
class Tiles:
    """Dreams one picture, each place as the first frame of a render would show it."""

    network: Network
    settings: DreamSettings
    pixels: Pixels
    """The picture in a tile's size, (H, W, 3) uint8 RGB."""
    model_files: tuple[Path, ...]
    """Those that the network was read from; with their bytes tiles are told apart."""
    cache: TileCache

    def dream(self, places: Iterable[Place], should_stop: Callable[[], bool] = lambda: False) -> Iterator[Tile]:
        """Yield the tile of each place in order, those that the cache holds from there.

        Raises:
            Stopped: ``should_stop`` said so; tiles already yielded are in the cache.
            UsageError, ModelError: as ``Dreamer``.
        """
        common = self._common_key()
        for place in places:
            key = hashlib.sha256(f"{common} {place.target}".encode()).hexdigest()
            kept = self.cache.get(key)
            if kept is not None:
                yield Tile(place, *kept, is_from_cache=True)
                continue
            settings = replace(self.settings, targets=Cycle((place.target,), 1))
            dreamer = Dreamer(self.network, settings, Chain(), should_stop)
            began = time.perf_counter()
            pixels = dreamer(Frame(self.pixels, 0, Fraction(0))).pixels
            seconds = time.perf_counter() - began
            self.cache.put(key, pixels, seconds)
            yield Tile(place, pixels, seconds, is_from_cache=False)

    def _common_key(self) -> str:
        """Return everything but the place that a tile is determined by, as text."""
        settings, placement = self.settings, self.network.placement
        mask = None if settings.mask is None else pixels_digest(settings.mask)
        guide = None if settings.guide is None else pixels_digest(settings.guide(Moment(0)))
        return json.dumps(
            [
                __version__,
                [file_sha256(path) for path in self.model_files],
                *(type(self.network).__name__, self.network.mean_bgr, placement.device.type, str(placement.dtype)),
                *map(str, (settings.octaves, settings.step_size, settings.jitter, settings.lock, settings.shaping)),
                *(settings.clip, settings.seed, mask, guide),
                pixels_digest(self.pixels),
            ]
        )
