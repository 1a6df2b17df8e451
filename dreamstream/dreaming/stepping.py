"""The steps of one octave, asked of the device one by one."""

from collections.abc import Iterable

import torch

from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.asking import Asking


def one_by_one(
    ascent: Ascent, data: torch.Tensor, shifts: Iterable[tuple[int, int]], mask: torch.Tensor | None
) -> Asking[tuple[torch.Tensor, torch.Tensor]]:
    """Return what leads to the picture after its steps, as a ``Stepper``."""
    balance, steepest = None, torch.zeros((), device=data.device)
    for shift in shifts:
        data, steepness, balance = yield from ascent.stepping(data, shift, balance=balance, mask=mask)
        steepest = torch.maximum(steepest, steepness)
    return data, steepest
