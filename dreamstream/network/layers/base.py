"""The contract of a layer type.

A builder takes a layer's plain description and a ``Placement`` and returns an ``Operation``: bottoms in, tops
out, as torch tensors. It reads every parameter once, while building; the operation only computes, keeps no
state, never writes to its inputs, and has an input gradient that is Caffe's own. Weights are constants: no
gradient is ever computed for them. Operations must also run on torch's ``meta`` device, which is how the shapes
of blobs are found without computing them.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, WeightsError
from dreamstream.network.device import Placement
from dreamstream.registry import Registry

Operation: TypeAlias = Callable[[Sequence[torch.Tensor]], Sequence[torch.Tensor]]
Builder: TypeAlias = Callable[[LayerSpec, Placement], Operation]

REGISTRY: Registry[Builder] = Registry("layer type")


def elementwise(function: Callable[[torch.Tensor], torch.Tensor]) -> Operation:
    """Return the operation that applies ``function`` to the only bottom."""

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        return (function(bottoms[0]),)

    return operation


def weights(layer: LayerSpec, count: int) -> None:
    """Check that the caffemodel gave this layer its ``count`` blobs.

    Raises:
        WeightsError: it gave none or fewer.
    """
    if len(layer.weights) < count:
        raise WeightsError(
            f"layer '{layer.name}' ({layer.type}) needs {count} weight blobs, "
            f"the caffemodel holds {len(layer.weights)} under that name"
        )


def too_small(layer: LayerSpec, bottom: torch.Tensor, kernel: tuple[int, int]) -> ModelError:
    """Return the error of a bottom that is smaller than what is to slide over it."""
    height, width = bottom.shape[2:]
    return ModelError(
        f"layer '{layer.name}' needs at least {kernel[1]}x{kernel[0]} values, its bottom has {width}x{height}: "
        "the picture is too small for this network"
    )
