"""A network that takes the gradient of a large picture tile by tile, in as much memory as there is."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias, TypeVar

import torch

from dreamstream.dreaming.mosaic import Mosaic
from dreamstream.dreaming.tile_size import TileSize
from dreamstream.dreaming.tiles import Tile, Tiling
from dreamstream.errors import OutOfMemoryError
from dreamstream.network.grid import grid_of
from dreamstream.network.memory import is_out_of_memory
from dreamstream.network.network import Network, TopDiff

Goals: TypeAlias = Sequence[tuple[str, TopDiff]]
T = TypeVar("T")


class TiledNetwork(Network):
    """A network whose gradients are taken in tiles where the picture is too large; otherwise just like it.

    Tiles overlap by as much as a value of the layer can see, and begin on the network's grid, so that the gradient is
    that of the whole picture; of layers that see further than a quarter of a tile it is blended over the overlap.
    A ``top_diff`` whose value at a place depends on nothing but the activation there says so by ``is_local``; for any
    other the whole layer is put together first, which costs another run forward.

    Args:
        network: what computes.
        side: of a tile, in pixels, at most (at least four steps of the layer's grid). None takes the picture as a
            whole unless that would need more memory than is free, or turns out to.
    """

    def __init__(self, network: Network, side: int | None = None) -> None:
        # Not Network's constructor: everything that it would build the other network has.
        self.spec, self.mean_bgr, self.placement = network.spec, network.mean_bgr, network.placement
        self._network = network
        self._size = TileSize(network, side)

    def activate(self, data: torch.Tensor, end: str) -> torch.Tensor:
        """Return the activation of ``end``, of the whole picture at once."""
        return self._network.activate(data, end)

    def differentiate(self, data: torch.Tensor, end: str, top_diff: TopDiff) -> tuple[torch.Tensor, torch.Tensor]:
        """Return activation and input gradient; raises as ``Network``, and ModelError where there can be no tiles."""

        def compute(tiling: Tiling | None) -> tuple[torch.Tensor, torch.Tensor]:
            if tiling is None:
                return self._network.differentiate(data, end, top_diff)
            mosaic, whole = self._mosaic(data, end), torch.zeros_like(data)
            for tile, ((_, diff),) in self._goals_by_tile(data, [(end, top_diff)], tiling):
                activation, gradient = self._network.differentiate(tile.of(data), end, diff)
                mosaic.put(tile, activation)
                tiling.add(whole, tile, gradient)
            return mosaic.values, whole

        return self._as_memory_allows(data, (end,), compute)

    def differentiate_many(self, data: torch.Tensor, goals: Goals) -> torch.Tensor:
        """Return the gradient of the sum of several objectives; raises as ``differentiate``."""

        def compute(tiling: Tiling | None) -> torch.Tensor:
            if tiling is None:
                return self._network.differentiate_many(data, goals)
            whole = torch.zeros_like(data)
            for tile, parts in self._goals_by_tile(data, goals, tiling):
                tiling.add(whole, tile, self._network.differentiate_many(tile.of(data), parts))
            return whole

        return self._as_memory_allows(data, [end for end, _ in goals], compute)

    def differentiate_each(self, data: torch.Tensor, goals: Goals) -> tuple[torch.Tensor, ...]:
        """Return the gradient of each of several objectives; raises as ``differentiate``."""

        def compute(tiling: Tiling | None) -> tuple[torch.Tensor, ...]:
            if tiling is None:
                return self._network.differentiate_each(data, goals)
            wholes = tuple(torch.zeros_like(data) for _ in goals)
            for tile, parts in self._goals_by_tile(data, goals, tiling):
                for whole, gradient in zip(wholes, self._network.differentiate_each(tile.of(data), parts), strict=True):
                    tiling.add(whole, tile, gradient)
            return wholes

        return self._as_memory_allows(data, [end for end, _ in goals], compute)

    def whole(self, shape: Sequence[int], ends: Sequence[str]) -> Network | None:
        """Return the network itself for a picture that is not cut, and None for one that is."""
        return self._network if self.tiling(shape, ends) is None else None

    def blobs(self, shape: Sequence[int]) -> dict[str, tuple[int, ...]]:
        """Return the shape of every blob for a first input of ``shape``."""
        return self._network.blobs(shape)

    def shape(self, shape: Sequence[int], end: str) -> tuple[int, ...]:
        """Return the shape of ``end`` for an input of ``shape``."""
        return self._network.shape(shape, end)

    def takes_together(self, shape: Sequence[int], ends: Sequence[str]) -> bool:
        """Return as ``Network`` does; not pictures that are cut, nor more of them than there is memory for."""
        one = (1, *shape[1:])
        is_whole = self.tiling(one, ends) is None and self._size.has_room(shape, ends)
        return is_whole and self._network.takes_together(shape, ends)

    def tiling(self, shape: Sequence[int], ends: Sequence[str]) -> Tiling | None:
        """Return how a picture of ``shape``, (1, C, H, W), is cut for ``ends``; None where it stays whole.

        Raises:
            ModelError: it should be cut, and a layer looks at the whole of it.
        """
        side = self._size(shape, ends)
        if side is None or max(shape[2:]) <= side:
            return None
        tiling = Tiling.of((shape[2], shape[3]), side, grid_of(self.spec, ends))
        return tiling if len(tiling.tiles) > 1 else None

    def step_bytes(self, shape: Sequence[int], ends: Sequence[str]) -> int:
        """Return about how much memory a step on a picture of ``shape`` takes, cut as it will be."""
        tiling = self.tiling(shape, ends)
        return self._size.bytes_of(shape, ends, tiling.largest if tiling else (shape[2], shape[3]))

    def _goals_by_tile(self, data: torch.Tensor, goals: Goals, tiling: Tiling) -> Iterator[tuple[Tile, Goals]]:
        diffs = [(end, self._diff_by_tile(data, end, top_diff, tiling)) for end, top_diff in goals]
        for tile in tiling.tiles:
            yield tile, [(end, diff_of(tile)) for end, diff_of in diffs]

    def _diff_by_tile(
        self, data: torch.Tensor, end: str, top_diff: TopDiff, tiling: Tiling
    ) -> Callable[[Tile], TopDiff]:
        if getattr(top_diff, "is_local", False):
            return lambda _: top_diff
        layer = self._mosaic(data, end)
        for tile in tiling.tiles:
            layer.put(tile, self._network.activate(tile.of(data), end))
        diff = Mosaic(top_diff(layer.values), layer.reach)
        return lambda tile: lambda activation: diff.at(tile, activation)

    def _mosaic(self, data: torch.Tensor, end: str) -> Mosaic:
        values = torch.zeros(self.shape(data.shape, end), dtype=self.placement.dtype, device=data.device)
        return Mosaic(values, *grid_of(self.spec, (end,)).ends)

    def _as_memory_allows(self, data: torch.Tensor, ends: Sequence[str], compute: Callable[[Tiling | None], T]) -> T:
        while True:
            try:
                return compute(self.tiling(data.shape, ends))
            except (OutOfMemoryError, RuntimeError) as error:
                # What is put together of tiles needs memory too.
                is_too_large = isinstance(error, OutOfMemoryError) or is_out_of_memory(error)
                if not (is_too_large and self._size.shrink(data.shape, ends)):
                    raise
