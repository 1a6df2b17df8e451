"""How much memory a gradient takes, from the shapes of what the network keeps on its way to it."""

import math
from collections.abc import Sequence
from dataclasses import replace

from dreamstream.caffe.spec import NetworkSpec
from dreamstream.network.graph import plan
from dreamstream.network.shapes import TracedLayer, trace

_BYTES_OF_AN_INDEX = 8
"""PyTorch's int64: where each maximum of a pooling was."""
_KEPT_BY_LRN = 3
"""Copies of its values, besides the top."""
_WORKING_COPIES = 2
"""Of the bottoms and tops of the layer that has the largest, on the way back: their diffs, and a library's buffers."""
_FIXED_BYTES = 2**25
"""Buffers that do not grow with the picture."""


def gradient_bytes(spec: NetworkSpec, ends: Sequence[str], shape: Sequence[int], bytes_per_value: int) -> int:
    """Return about how many bytes it takes to run up to ``ends`` for an input of ``shape``, and back to the input.

    ``shape`` is (N, C, H, W), ``bytes_per_value`` 4 for float32 and 2 for what is half as precise. Weights are not
    counted, nor is what PyTorch takes to be there at all. Needs no weights.

    Every top is counted as kept until the way back, although some are not. On a processor, GoogLeNet, VGG16 and the
    embedded model in float32 and bfloat16 took 0.6 to 1.05 of this, at 320x180 to 3840x2160.

    Raises:
        UnknownNameError, ModelError: as ``Network.forward``.
    """
    needed = tuple(step.layer for step in plan(spec, *ends).steps)
    kept = largest = 0
    for traced in trace(replace(spec, layers=needed), shape):
        tops = _values(traced.tops)
        kept += tops * bytes_per_value + _kept_besides(traced, tops, bytes_per_value)
        largest = max(largest, tops + _values(traced.bottoms))
    return _FIXED_BYTES + kept + _WORKING_COPIES * largest * bytes_per_value


def _kept_besides(traced: TracedLayer, tops: int, bytes_per_value: int) -> int:
    layer = traced.layer
    if layer.type == "LRN":
        return _KEPT_BY_LRN * tops * bytes_per_value
    if layer.type == "Pooling" and layer.choice("pool", "MAX") == "MAX":
        return _BYTES_OF_AN_INDEX * tops
    return 0


def _values(shapes: Sequence[Sequence[int]] | None) -> int:
    return sum(map(math.prod, shapes or ()))
