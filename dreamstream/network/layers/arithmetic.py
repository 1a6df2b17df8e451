"""Plain functions of each value: AbsVal, Power, Exp, Log, Clip, Threshold."""

import math

import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.base import REGISTRY, Operation, one_to_one, title
from dreamstream.network.layers.forward_only import forward_only


@REGISTRY.register("AbsVal")
def absolute_value(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's AbsVal; its gradient at 0 is 0."""
    return one_to_one(layer, torch.abs)


@REGISTRY.register("Power")
def power(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Power: ``(shift + scale * x) ** power``; with a power or scale of 0 a constant, gradient 0."""
    exponent, scale, shift = layer.number("power", 1.0), layer.number("scale", 1.0), layer.number("shift", 0.0)
    if exponent * scale == 0:
        if exponent < 0 and shift == 0:
            raise ModelError(f"{title(layer)}: 0 to the power of {exponent:g} has no value")
        constant = shift**exponent if exponent else 1.0
        return one_to_one(layer, lambda x: torch.where(torch.zeros_like(x, dtype=torch.bool), x, constant))
    if exponent == 1:
        return one_to_one(layer, lambda x: scale * x + shift)
    return one_to_one(layer, lambda x: (scale * x + shift) ** exponent)


@REGISTRY.register("Exp")
def exponential(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Exp: ``base ** (shift + scale * x)``; a base of -1 (unless set) is e."""
    log_base = _log_base(layer)
    factor, offset = log_base * layer.number("scale", 1.0), log_base * layer.number("shift", 0.0)
    return one_to_one(layer, lambda x: torch.exp(factor * x + offset))


@REGISTRY.register("Log")
def logarithm(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Log: the logarithm of ``shift + scale * x`` to ``base``; a base of -1 (unless set) is e."""
    log_base, scale, shift = _log_base(layer), layer.number("scale", 1.0), layer.number("shift", 0.0)
    if log_base == 0:
        raise ModelError(f"{title(layer)}: there is no logarithm to base 1")
    return one_to_one(layer, lambda x: torch.log(scale * x + shift) / log_base)


@REGISTRY.register("Clip")
def clip(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Clip to ``min``..``max``; its gradient is 1 on the bounds themselves."""
    least, greatest = layer.number("min"), layer.number("max")
    if least > greatest:
        raise ModelError(f"{title(layer)}: min {least:g} is above max {greatest:g}")
    return one_to_one(layer, lambda x: x.clamp(least, greatest))


@REGISTRY.register("Threshold")
def threshold(layer: LayerSpec, _: Placement) -> Operation:
    """Return Caffe's Threshold: 1 above ``threshold`` (0), else 0; it has no gradient."""
    limit = layer.number("threshold", 0.0)
    return forward_only(layer, lambda x: (x > limit).to(x.dtype))


def _log_base(layer: LayerSpec) -> float:
    base = layer.number("base", -1.0)
    if base == -1:
        return 1.0
    if base <= 0:
        raise ModelError(f"{title(layer)}: the base has to be above 0, or -1 for e, not {base:g}")
    return math.log(base)
