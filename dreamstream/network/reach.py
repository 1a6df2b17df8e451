"""What part of the picture one value of a blob depends on: receptive fields, from the layers' windows alone."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.layers.window import Pair, dilation_of, pair


@dataclass(frozen=True)
class Reach:
    """The receptive field of a blob's values and how far it moves from one value to the next."""

    size: tuple[Fraction, ...]
    """Pixels of the input that a value depends on, (rows, columns), the picture's edges not counted.

    Empty where a value depends on the whole picture, or stands at no place of it any more.
    """
    stride: tuple[Fraction, ...]
    """Pixels of the input between neighbouring values, (rows, columns); empty where ``size`` is."""

    def through(self, window: Pair, stride: Pair = (1, 1)) -> "Reach":
        """Return what a value made of a ``window`` of these values reaches; windows are ``stride`` values apart."""
        return Reach(
            tuple(size + (side - 1) * jump for size, side, jump in zip(self.size, window, self.stride, strict=False)),
            tuple(jump * step for jump, step in zip(self.stride, stride, strict=False)),
        )

    def spread(self, window: Pair, stride: Pair) -> "Reach":
        """Return what a value reaches when each of these adds a ``window`` of values, ``stride`` of them apart.

        Where some values lie in more windows than others, ``size`` is the mean.
        """
        return Reach(
            tuple(
                size + max(Fraction(0), Fraction(side, step) - 1) * jump
                for size, side, step, jump in zip(self.size, window, stride, self.stride, strict=False)
            ),
            tuple(jump / step for jump, step in zip(self.stride, stride, strict=False)),
        )


PIXEL = Reach((Fraction(1), Fraction(1)), (Fraction(1), Fraction(1)))
"""A pixel of the input itself."""
WHOLE_PICTURE = Reach((), ())


def reach_of(layer: LayerSpec, bottoms: Sequence[Reach | None]) -> Reach | None:
    """Return what the values of a layer's tops depend on, given what those of its bottoms do.

    None where that is not known: of a bottom, of a type that dreamstream does not compute, or because the layer's
    parameters make no sense. Of several bottoms the larger side counts, as if they were centred on each other.

    The arithmetic is that of Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural
    Networks" (Distill, 2019).
    """
    known = [bottom for bottom in bottoms if bottom is not None]
    if layer.type in _RULES and len(known) == len(bottoms) > 0:
        with suppress(ModelError):
            return _RULES[layer.type](layer, known)
    return None


def extent(layer: LayerSpec) -> Pair:
    """Return the (rows, columns) that a convolution's kernel spans with its dilation; raise ModelError as ``pair``."""
    kernel, dilation = pair(layer, "kernel_size", 0), dilation_of(layer)
    return dilation[0] * (kernel[0] - 1) + 1, dilation[1] * (kernel[1] - 1) + 1


def _same(_: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    if WHOLE_PICTURE in bottoms:
        return WHOLE_PICTURE
    return Reach(
        tuple(max(sides) for sides in zip(*(bottom.size for bottom in bottoms), strict=True)),
        tuple(max(sides) for sides in zip(*(bottom.stride for bottom in bottoms), strict=True)),
    )


def _whole(_layer: LayerSpec, _bottoms: Sequence[Reach]) -> Reach:
    return WHOLE_PICTURE


def _first(_: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    return bottoms[0]


def _convolution(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    return _same(layer, bottoms).through(extent(layer), pair(layer, "stride", 1))


def _deconvolution(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    return _same(layer, bottoms).spread(extent(layer), pair(layer, "stride", 1))


def _pooling(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    if layer.flag("global_pooling", False):
        return WHOLE_PICTURE
    return bottoms[0].through(pair(layer, "kernel_size", 0), pair(layer, "stride", 1))


def _upsample(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    if "upsample_h" in layer:
        raise ModelError("how far apart its values are depends on the picture's size")
    common = layer.integer("scale", len(layer.bottoms))
    scale = layer.integer("scale_h", common), layer.integer("scale_w", common)
    return bottoms[0].spread(scale, scale)


def _bn(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    learning = len(layer.weights) <= 2 and layer.choice("bn_mode", "LEARN") == "LEARN"
    return WHOLE_PICTURE if learning else bottoms[0]


def _normalize(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    return WHOLE_PICTURE if layer.flag("across_spatial", True) else bottoms[0]


def _lrn(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    size = layer.integer("local_size", 5)
    within = layer.choice("norm_region", "ACROSS_CHANNELS") == "WITHIN_CHANNEL"
    return bottoms[0].through((size, size)) if within else bottoms[0]


def _batch_norm(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    return bottoms[0] if layer.flag("use_global_stats", True) else WHOLE_PICTURE


def _along_axis(layer: LayerSpec, bottoms: Sequence[Reach]) -> Reach:
    """Softmax and ArgMax: among the channels of one place unless the axis is another, or none."""
    unless_set = 1 if layer.type == "Softmax" else 0
    return bottoms[0] if layer.integer("axis", unless_set) in (1, -3) else WHOLE_PICTURE


_RULES: dict[str, Callable[[LayerSpec, Sequence[Reach]], Reach]] = {
    **dict.fromkeys(("AbsVal", "BNLL", "Bias", "Clip", "Concat", "Dropout", "ELU", "Eltwise", "Exp", "Log"), _same),
    **dict.fromkeys(("PReLU", "Power", "ReLU", "Scale", "Sigmoid", "Silence", "Slice", "Split", "Swish"), _same),
    **dict.fromkeys(("TanH", "Threshold", "Tile"), _same),
    **dict.fromkeys(("Flatten", "InnerProduct", "MVN", "Reshape"), _whole),
    **dict.fromkeys(("ArgMax", "Softmax"), _along_axis),
    **dict.fromkeys(("Axpy", "ReLU6", "ShuffleChannel"), _same),
    **dict.fromkeys(("Convolution", "ConvolutionDepthwise", "DepthwiseConvolution"), _convolution),
    "BN": _bn,
    "BatchNorm": _batch_norm,
    "Crop": _first,
    "Deconvolution": _deconvolution,
    "LRN": _lrn,
    "Normalize": _normalize,
    "Pooling": _pooling,
    "Upsample": _upsample,
}
"""Of the types that are computed Interp and Permute are missing: the one's stride depends on the picture's size, the
other's values need not stand at a place of it."""
