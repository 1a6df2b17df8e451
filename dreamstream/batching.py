"""How many dreams go side by side, by the recipe or by what pays on the device, and where they may not."""

from collections.abc import Iterable
from itertools import islice
from typing import TypeVar

import torch

from dreamstream.completion import blend_of
from dreamstream.dreaming import Asking, Batch, DreamSettings, Together
from dreamstream.errors import UsageError
from dreamstream.frame import StreamInfo
from dreamstream.network import Network
from dreamstream.recipe import Recipe

T = TypeVar("T")

_ON_A_PROCESSOR = 4, 2**18
"""Pictures, and pixels that go through the network at once: beyond, nothing is gained (benchmark/README.md)."""
_ELSEWHERE = 8, 2**21
"""Not measured: a small picture leaves most of such a device idle. So many pixels take about 2.5 GB in GoogLeNet."""
_SMALL_OCTAVES = 4
"""Of a picture so many times larger than what goes through at once, smaller octaves are still worth it."""


def films_at_once(recipe: Recipe, device: torch.device, info: StreamInfo) -> Batch:
    """Return how many films of stills like this one a recipe means to be dreamed side by side, a frame of each at once.

    Unless it says so, that is one where pictures are so large that nothing is gained.
    """
    frames, pixels = _usual(device)
    if isinstance(recipe.model.batch, int):
        return Batch(recipe.model.batch, pixels if device.type == "cpu" else None)
    return Batch(max(1, min(frames, _SMALL_OCTAVES * pixels // (info.width * info.height))), pixels)


def batch_of(recipe: Recipe, device: torch.device, info: StreamInfo) -> Batch:
    """Return how many frames of an independent stream a recipe means to be dreamed together.

    Unless it says so, that is one where the stream's end is not known, as with a camera, which nobody wants to wait
    for, and otherwise as many as ``films_at_once``.
    """
    if info.frame_count is None and not isinstance(recipe.model.batch, int):
        return Batch()
    return films_at_once(recipe, device, info)


def batch_for(
    recipe: Recipe, device: torch.device, info: StreamInfo, settings: DreamSettings, *, is_steered: bool = False
) -> Batch:
    """Return as ``batch_of`` for any stream: one frame where each has anything of another, or is steered by itself."""
    has_acts = bool(recipe.act) or recipe.dream.budget_seconds is not None
    return batch_of(recipe, device, info) if settings.is_independent and not (is_steered or has_acts) else Batch()


def check_batch(recipe: Recipe, info: StreamInfo) -> None:
    """Make sure that the frames of a complete recipe's film are independent where several are to be dreamed together.

    Raises:
        UsageError: they are not.
    """
    asked = recipe.model.batch
    if isinstance(asked, int) and asked > 1 and blend_of(recipe.dream, is_still=info.is_still) != 1:
        raise UsageError(
            "--batch is for frames that have nothing of each other, and here each goes on from the one before it; "
            "give --blend 1, or leave out --batch"
        )


def side_by_side(network: Network, dreams: Iterable[Asking[T]]) -> list[T]:
    """Return what dreams of any number lead to, of which as many are on their way at once as is usual on the device."""
    frames, pixels = _usual(network.placement.device)
    together, coming, results = Together(network, pixels), iter(dreams), list[T]()
    while some := list(islice(coming, frames)):
        results += together(some)
    return results


def _usual(device: torch.device) -> tuple[int, int]:
    return _ON_A_PROCESSOR if device.type == "cpu" else _ELSEWHERE
