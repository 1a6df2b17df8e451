"""The contract of a layer type.

A builder takes a layer's plain description and a ``Placement`` and returns an ``Operation``: bottoms in, tops
out, as torch tensors. It reads and checks every parameter once, while building; the operation only computes,
never writes to its inputs, gives the same for the same, and has an input gradient that is Caffe's own. Weights
are constants: no gradient is ever computed for them. PyTorch's autograd finds the gradient, unless the operation is a
``TwoWay`` and has a backward of its own. Operations must also run on torch's ``meta`` device, which is how the shapes
of blobs are found without computing them.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError, UnknownNameError, UnsupportedLayerError, WeightsError
from dreamstream.network.device import Placement
from dreamstream.registry import Registry

Operation: TypeAlias = Callable[[Sequence[torch.Tensor]], Sequence[torch.Tensor]]
Builder: TypeAlias = Callable[[LayerSpec, Placement], Operation]

REGISTRY: Registry[Builder] = Registry("layer type")

MISFITS = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)
"""What NumPy and torch raise where a layer's parameters, weights and bottoms make no sense together."""


def title(layer: LayerSpec) -> str:
    """Return what an error calls a layer: its name, its type and, where known, its line in the prototxt."""
    return f"layer '{layer.name}' ({layer.type}{f', line {layer.line}' if layer.line else ''})"


def build(layer: LayerSpec, placement: Placement) -> Operation:
    """Return the layer's operation there.

    Raises:
        UnsupportedLayerError: nothing computes the layer's type.
        ModelError: its parameters or weights make no sense.
    """
    try:
        builder = REGISTRY[layer.type]
    except UnknownNameError as error:
        raise UnsupportedLayerError(f"{title(layer)}: dreamstream does not compute this type") from error
    return builder(layer, placement)


def require_blobs(layer: LayerSpec, holds: bool, words: str) -> None:
    """Check that the layer has as many bottoms and tops as ``words`` say; ``holds`` is whether it does.

    Raises:
        UnsupportedLayerError: it does not.
    """
    if not holds:
        raise UnsupportedLayerError(
            f"{title(layer)}: dreamstream computes it for {words}, not {len(layer.bottoms)} and {len(layer.tops)}"
        )


def one_to_one(layer: LayerSpec, function: Callable[[torch.Tensor], torch.Tensor]) -> Operation:
    """Return the operation that makes the layer's only top from its only bottom.

    Raises:
        UnsupportedLayerError: it has several of either, or none.
    """
    require_blobs(layer, (len(layer.bottoms), len(layer.tops)) == (1, 1), "one bottom and one top")

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        return (function(bottoms[0]),)

    return operation


def require_weights(layer: LayerSpec, count: int) -> None:
    """Check that the caffemodel gave this layer its ``count`` blobs.

    Raises:
        WeightsError: it gave none or fewer.
    """
    if len(layer.weights) < count:
        raise WeightsError(
            f"{title(layer)} needs {count} weight blobs, the caffemodel holds {len(layer.weights)} under that name"
        )


def dimension(layer: LayerSpec, bottom: torch.Tensor, axis: int) -> int:
    """Return which of the bottom's dimensions ``axis`` means, from 0; a negative axis counts from the end.

    Raises:
        ModelError: the bottom has no such axis.
    """
    if not -bottom.ndim <= axis < bottom.ndim:
        raise ModelError(f"{title(layer)}: there is no axis {axis} in a bottom of shape {tuple(bottom.shape)}")
    return axis % bottom.ndim


def require_size(layer: LayerSpec, bottom: torch.Tensor, least: tuple[int, int]) -> None:
    """Check that a bottom (1, C, H, W) is at least (rows, columns) large, and not empty.

    Raises:
        ModelError: it is smaller, or no (1, C, H, W) at all.
    """
    if bottom.ndim != 4:
        raise ModelError(f"{title(layer)} needs a bottom of four dimensions, not one of shape {tuple(bottom.shape)}")
    height, width = bottom.shape[2:]
    rows, columns = (max(1, length) for length in least)
    if height < rows or width < columns:
        raise ModelError(
            f"{title(layer)} needs a bottom of at least {columns}x{rows}, not {width}x{height}: "
            "the picture is too small for this network"
        )
