"""The features of another picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import torch

_VALUES_AT_ONCE = 2**22
"""Of the matrix that says how every place of the picture is like every place of the guide: 16 MiB in float32."""
_PLACES_AT_ONCE = 1024
"""Of the picture, so that the products are of matrices rather than of rows."""


@dataclass(frozen=True, eq=False)
class Guide:
    """Likeness to a picture: each place is drawn towards the place of the guide that it is most like already.

    Alike is a large dot product over the channels, as in Google's notebook (Mordvintsev et al., 2015).
    """

    is_local: ClassVar[bool] = True
    features: torch.Tensor
    """The guide's activation of the same layer, (1, C, H, W) of any size, or (1, C)."""

    def top_diff(self, activation: torch.Tensor) -> torch.Tensor:
        """Return for every place the guide's channels at the place most like it."""
        channels = activation.shape[1]
        guide = self.features.reshape(channels, -1)
        places = torch.split(activation.reshape(channels, -1), _PLACES_AT_ONCE, dim=1)
        nearest = [guide[:, _most_alike(some, guide)] for some in places]
        return torch.cat(nearest, dim=1).view_as(activation)


def _most_alike(places: torch.Tensor, guide: torch.Tensor) -> torch.Tensor:
    """Return for each column of ``places`` (C, n) the number of the column of ``guide`` (C, m) most like it.

    Of equals it is the first, as if all had been compared at once.
    """
    best, index = None, None
    for start, likeness in _likenesses(places, guide):
        largest, where = likeness.max(1)
        if best is None or index is None:
            best, index = largest, where
            continue
        is_better = largest > best
        best = torch.where(is_better, largest, best)
        index = torch.where(is_better, where + start, index)
    if index is None:
        raise ValueError("a guide without features")
    return index


def _likenesses(places: torch.Tensor, guide: torch.Tensor) -> Iterator[tuple[int, torch.Tensor]]:
    at_once = max(1, _VALUES_AT_ONCE // places.shape[1])
    for start in range(0, guide.shape[1], at_once):
        yield start, places.T @ guide[:, start : start + at_once]
