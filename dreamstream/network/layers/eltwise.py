"""Several blobs made into one value by value: Eltwise, and Axpy with a factor for each channel."""

from collections.abc import Sequence
from functools import reduce

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, require_blobs, title


@REGISTRY.register("Eltwise")
def eltwise(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Eltwise: the bottoms' product, sum (each times its ``coeff``) or maximum.

    The gradient of a maximum goes to one bottom alone. Of equal values in the first two bottoms it is the second's;
    a later bottom has to be larger.
    """
    count = len(layer.bottoms)
    require_blobs(layer, count > 1 and len(layer.tops) == 1, "at least two bottoms and one top")
    method, factors = layer.choice("operation", "SUM"), _coefficients(layer)
    if factors and (method != "SUM" or len(factors) != count):
        raise ModelError(f"{title(layer)}: coeff is for a SUM and one for each of its {count} bottoms")

    def combine(bottoms: Sequence[torch.Tensor]) -> torch.Tensor:
        if method == "PROD":
            return _product(bottoms)
        return _maximum(bottoms) if method == "MAX" else _sum(bottoms, factors)

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        shapes = [tuple(bottom.shape) for bottom in bottoms]
        if len(set(shapes)) > 1:
            raise ModelError(f"{title(layer)} needs bottoms of one shape, not {shapes}")
        return (combine(bottoms),)

    return operation


@REGISTRY.register("Axpy")
def axpy(layer: LayerSpec, _: Placement) -> Operation:
    """Return SENet's Axpy: ``a * x + y`` of the bottoms a (N, C) or (N, C, 1, 1), x and y (N, C, ...)."""
    require_blobs(layer, (len(layer.bottoms), len(layer.tops)) == (3, 1), "three bottoms and one top")

    def operation(bottoms: Sequence[torch.Tensor]) -> Sequence[torch.Tensor]:
        shapes = [tuple(bottom.shape) for bottom in bottoms]
        channels = shapes[1][:2]
        if shapes[0] not in (channels, (*channels, 1, 1)) or shapes[1] != shapes[2] or len(channels) < 2:
            raise ModelError(f"{title(layer)} needs a factor for each channel and two blobs of one shape, not {shapes}")
        factors, x, y = bottoms
        return (factors.reshape(*channels, *(1,) * (x.ndim - 2)) * x + y,)

    return operation


def _coefficients(layer: LayerSpec) -> tuple[float, ...]:
    values = layer.params.get("coeff", ())
    return tuple(each for each in values if isinstance(each, float)) if isinstance(values, tuple) else ()


def _product(bottoms: Sequence[torch.Tensor]) -> torch.Tensor:
    return reduce(lambda product, each: product * each, bottoms)


def _sum(bottoms: Sequence[torch.Tensor], factors: Sequence[float]) -> torch.Tensor:
    if not factors:
        return reduce(lambda total, each: total + each, bottoms)
    first, *others = zip(bottoms, factors, strict=True)
    return reduce(lambda total, each: total.add(each[0], alpha=each[1]), others, first[0] * first[1])


def _maximum(bottoms: Sequence[torch.Tensor]) -> torch.Tensor:
    first, second, *others = bottoms
    largest = torch.where(first > second, first, second)
    for other in others:
        largest = torch.where(other > largest, other, largest)
    return largest
