"""How large tiles of a picture may be for their gradient to fit into memory."""

import logging
import math
from collections.abc import Sequence

from dreamstream.errors import ModelError
from dreamstream.network.footprint import gradient_bytes
from dreamstream.network.grid import grid_of
from dreamstream.network.memory import free_bytes
from dreamstream.network.network import Network

logger = logging.getLogger("dreamstream")

_SHARE = 0.8
"""Of the free memory that a step may take."""
_COPIES_AROUND = 8
"""Of the whole picture in float32, which a step makes around the network."""
_SMALLER = 0.8
"""From one size of tiles to the next that is tried."""
_SMALLEST = 128
"""Pixels a side, below which smaller tiles save nothing that matters."""


class TileSize:
    """Decides once for every size of picture, and remembers; what turned out too large becomes smaller.

    Args:
        network: what computes.
        side: what is asked for, in pixels; None for as large as memory allows.
    """

    def __init__(self, network: Network, side: int | None) -> None:
        self._network = network
        self._side = side
        self._decided: dict[tuple[tuple[int, ...], tuple[str, ...]], int | None] = {}
        self._has_room: dict[tuple[tuple[int, ...], tuple[str, ...]], bool] = {}
        self._has_said = False

    def __call__(self, shape: Sequence[int], ends: Sequence[str]) -> int | None:
        """Return the side of tiles, in pixels, for a picture (1, C, H, W); None where it stays whole."""
        key = tuple(shape), tuple(ends)
        if key not in self._decided:
            self._decided[key] = self._side or self._roomy(*key)
        return self._decided[key]

    def has_room(self, shape: Sequence[int], ends: Sequence[str]) -> bool:
        """Return whether there is memory for a step on pictures (N, C, H, W) as a whole; asked once for each shape."""
        key = tuple(shape), tuple(ends)
        if key not in self._has_room:
            free = free_bytes(self._network.placement.device)
            whole = shape[2], shape[3]
            self._has_room[key] = free is None or self.bytes_of(shape, ends, whole) <= _SHARE * free
        return self._has_room[key]

    def bytes_of(self, shape: Sequence[int], ends: Sequence[str], tile: tuple[int, int]) -> int:
        """Return about what a step on pictures (N, C, H, W) takes, the network being shown a ``tile`` at once."""
        height, width = (min(sides) for sides in zip(tile, shape[2:], strict=True))
        bytes_per_value = self._network.placement.dtype.itemsize
        of_network = gradient_bytes(self._network.spec, ends, (*shape[:2], height, width), bytes_per_value)
        return of_network + _COPIES_AROUND * math.prod(shape) * 4

    def shrink(self, shape: Sequence[int], ends: Sequence[str]) -> bool:
        """Halve the tiles, which did not fit, and tell whether that was possible."""
        key = tuple(shape), tuple(ends)
        side = (self(*key) or max(shape[2:])) // 2
        if side < _SMALLEST or not self._can_be_cut(ends):
            return False
        self._decided[key] = side
        self._say(shape, side)
        return True

    def _roomy(self, shape: tuple[int, ...], ends: tuple[str, ...]) -> int | None:
        free = free_bytes(self._network.placement.device)
        longest = side = max(shape[2:])
        if free is None or not self._can_be_cut(ends):
            return None
        while self.bytes_of(shape, ends, (side, side)) > _SHARE * free and side * _SMALLER >= _SMALLEST:
            side = int(side * _SMALLER)
        if side == longest:
            return None
        self._say(shape, side)
        return side

    def _can_be_cut(self, ends: Sequence[str]) -> bool:
        try:
            grid_of(self._network.spec, ends)
        except ModelError:
            return False
        return True

    def _say(self, shape: Sequence[int], side: int) -> None:
        if not self._has_said:
            self._has_said = True
            text = "%dx%d pixels are too many for memory at once: the gradient is taken in tiles of up to %d"
            logger.warning(text, shape[3], shape[2], side)
