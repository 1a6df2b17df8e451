"""How much arithmetic a layer is."""

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

from dreamstream.network.layers.window import pair
from dreamstream.network.shapes import Shape, TracedLayer

_Count: TypeAlias = Callable[[TracedLayer, Sequence[Shape], Sequence[Shape]], int]


def flop_of(traced: TracedLayer) -> int | None:
    """Return the floating point operations of one forward run of a layer; None where that is not known.

    Convolutions, deconvolutions and fully connected layers count two for every product of a weight and a value
    (multiply and add), their biases nothing. Pooling counts one for every value of every window, LRN likewise of
    its neighbourhoods. What only moves values counts nothing, anything else one for every value that it reads.
    """
    if traced.bottoms is None or traced.tops is None:
        return None
    return _COUNTS.get(traced.layer.type, _values_read)(traced, traced.bottoms, traced.tops)


def _convolution(traced: TracedLayer, _: Sequence[Shape], tops: Sequence[Shape]) -> int:
    return 2 * math.prod(tops[0]) * math.prod(traced.layer.weights[0].shape[1:])


def _deconvolution(traced: TracedLayer, bottoms: Sequence[Shape], _: Sequence[Shape]) -> int:
    return 2 * math.prod(bottoms[0]) * math.prod(traced.layer.weights[0].shape[1:])


def _inner_product(traced: TracedLayer, _: Sequence[Shape], tops: Sequence[Shape]) -> int:
    return 2 * math.prod(tops[0][:-1]) * traced.layer.weights[0].size


def _pooling(traced: TracedLayer, bottoms: Sequence[Shape], tops: Sequence[Shape]) -> int:
    if traced.layer.flag("global_pooling", False):
        return math.prod(bottoms[0])
    return math.prod(tops[0]) * math.prod(pair(traced.layer, "kernel_size", 0))


def _lrn(traced: TracedLayer, _: Sequence[Shape], tops: Sequence[Shape]) -> int:
    within = traced.layer.choice("norm_region", "ACROSS_CHANNELS") == "WITHIN_CHANNEL"
    size: int = traced.layer.integer("local_size", 5) ** (2 if within else 1)
    return math.prod(tops[0]) * size


def _values_read(_: TracedLayer, bottoms: Sequence[Shape], _tops: Sequence[Shape]) -> int:
    return sum(math.prod(bottom) for bottom in bottoms)


def _nothing(_: TracedLayer, _bottoms: Sequence[Shape], _tops: Sequence[Shape]) -> int:
    return 0


_COUNTS: dict[str, _Count] = {
    **dict.fromkeys(("Concat", "Crop", "Dropout", "Flatten", "Reshape", "Silence", "Slice", "Split", "Tile"), _nothing),
    **dict.fromkeys(("Permute", "ShuffleChannel", "Upsample"), _nothing),
    **dict.fromkeys(("Convolution", "ConvolutionDepthwise", "DepthwiseConvolution"), _convolution),
    "Deconvolution": _deconvolution,
    "InnerProduct": _inner_product,
    "LRN": _lrn,
    "Pooling": _pooling,
}
