"""The way back from activations to the input."""

from collections.abc import Sequence

import torch

from dreamstream.network.graph import Version
from dreamstream.network.tape import Tape

_LARGEST_DIFF = 16.0
"""In float16: so far below its largest number that values may grow on their way back, so far above its smallest that
they may shrink."""
_SMALLEST_SCALE = 2.0**-14


def input_gradient(
    tape: Tape, ends: Sequence[Version], diffs: Sequence[torch.Tensor], *, keep: bool = False
) -> torch.Tensor:
    """Return the gradient with respect to a tape's input of the sum of ``ends``, each weighed by its diff.

    With ``keep`` the tape may be gone back again. A gradient that has been computed in float16 comes back in float32,
    for diffs are brought into float16's range on the way.
    """
    if diffs[0].dtype != torch.float16:
        return tape.back(ends, diffs, keep=keep)
    scale = _scale(diffs)
    return tape.back(ends, [diff / scale for diff in diffs], keep=keep).float() * scale


def _scale(diffs: Sequence[torch.Tensor]) -> torch.Tensor:
    """Return by what diffs are divided, 0-d on their device."""
    largest = torch.stack([diff.abs().max() for diff in diffs]).max()
    return (largest / _LARGEST_DIFF).clamp_min(_SMALLEST_SCALE)
