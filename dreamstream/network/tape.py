"""What has been run, in order, for the ways back from it."""

from collections.abc import Iterable, Sequence

import torch

from dreamstream.network.fusion import Stage
from dreamstream.network.graph import Plan, Version
from dreamstream.network.layers.base import Operation
from dreamstream.network.layers.two_way import Backward, Diffs, forward


class Tape:
    """One run of a plan's stages on some data; its state are their backwards so far."""

    def __init__(self, route: Plan, data: torch.Tensor) -> None:
        self.ends = route.ends
        self._input, self._data = route.input, data
        self._backwards: list[tuple[Stage, Backward]] = []

    def run(self, stage: Stage, operation: Operation, bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        """Return the tops of the next stage."""
        tops, backward = forward(operation, bottoms)
        self._backwards.append((stage, backward))
        return tops

    @torch.no_grad()
    def back(self, ends: Sequence[Version], end_diffs: Sequence[torch.Tensor], *, keep: bool = False) -> torch.Tensor:
        """Return the diff of the data for those of ``ends``, zeros where these do not depend on its values.

        What a stage has kept is let go of as soon as it is no longer needed, so that there is no second way back; with
        ``keep`` there is.
        """
        diffs: dict[Version, torch.Tensor] = {}
        _add(diffs, ends, end_diffs)
        backwards = self._backwards.copy() if keep else self._backwards
        while backwards:
            stage, backward = backwards.pop()
            if not diffs.keys().isdisjoint(stage.writes):
                _add(diffs, stage.reads, backward([diffs.pop(version, None) for version in stage.writes]))
        return diffs[self._input] if diffs else torch.zeros_like(self._data)


def _add(diffs: dict[Version, torch.Tensor], versions: Iterable[Version], others: Diffs) -> None:
    for version, other in zip(versions, others, strict=True):
        if other is not None:
            known = diffs.get(version)
            diffs[version] = other if known is None else known + other
