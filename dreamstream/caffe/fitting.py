"""Whether a caffemodel's blobs fit the layer that the prototxt describes."""

from collections.abc import Callable, Sequence
from functools import partial

from dreamstream.caffe.spec import LayerSpec, Weights
from dreamstream.caffe.weights import shape_text
from dreamstream.errors import WeightsError

Shape = tuple[int | None, ...]
"""A shape as far as the layer alone tells it; None is a size that depends on the layer's input."""


def fit_weights(
    layer: LayerSpec, blobs: Sequence[Weights], error: Callable[[str], WeightsError]
) -> tuple[Weights, ...]:
    """Return a layer's blobs in the shapes that its type gives them.

    Convolutions and inner products are checked as far as their own parameters reach, and blobs of the
    four-number form get or lose leading ones; other types' blobs come back as they are. Raises ``error``.
    """
    outputs = layer.integer("num_output", 0)
    if not blobs or not outputs or layer.type not in _WEIGHT_SHAPES:
        return tuple(blobs)
    expected: list[tuple[str, Shape]] = [("weights", _WEIGHT_SHAPES[layer.type](layer, blobs[0].ndim))]
    if layer.flag("bias_term", True):
        expected.append(("bias", (outputs,)))
    if len(blobs) != len(expected):
        raise error(f"has {len(blobs)} blobs, but the prototxt asks for {len(expected)}")
    return tuple(
        _fitted(blob, shape, partial(_blob_complaint, error, index, role))
        for index, (blob, (role, shape)) in enumerate(zip(blobs, expected, strict=True))
    )


def _fitted(blob: Weights, expected: Shape, error: Callable[[str], WeightsError]) -> Weights:
    missing = len(expected) - blob.ndim
    shape = (1,) * missing + blob.shape[max(0, -missing) :]
    dropped = blob.shape[: max(0, -missing)]
    fits = all(want in (None, size) for want, size in zip(expected, shape, strict=True))
    if not fits or any(size != 1 for size in dropped):
        raise error(f"is {shape_text(blob.shape)}, but the prototxt asks for {shape_text(expected)}")
    return blob.reshape(shape)


def _blob_complaint(error: Callable[[str], WeightsError], index: int, role: str, complaint: str) -> WeightsError:
    return error(f"blob {index} ({role}) {complaint}")


def _convolution(layer: LayerSpec, dimensions: int) -> Shape:
    return (layer.integer("num_output"), None, *_kernel(layer, dimensions))


def _depthwise(layer: LayerSpec, dimensions: int) -> Shape:
    return (layer.integer("num_output"), 1, *_kernel(layer, dimensions))


def _deconvolution(layer: LayerSpec, dimensions: int) -> Shape:
    return (None, layer.integer("num_output") // max(1, layer.integer("group", 1)), *_kernel(layer, dimensions))


def _kernel(layer: LayerSpec, dimensions: int) -> Shape:
    if "kernel_h" in layer and "kernel_w" in layer:
        return (layer.integer("kernel_h"), layer.integer("kernel_w"))
    sizes = layer.integers("kernel_size")
    # A weight blob is outputs x inputs x kernel; one of a single row may have lost its leading ones.
    return sizes * max(2, dimensions - 2) if len(sizes) == 1 else sizes or (None, None)


def _inner_product(layer: LayerSpec, _dimensions: int) -> Shape:
    outputs = layer.integer("num_output")
    return (None, outputs) if layer.flag("transpose", False) else (outputs, None)


_WEIGHT_SHAPES: dict[str, Callable[[LayerSpec, int], Shape]] = {
    "Convolution": _convolution,
    "ConvolutionDepthwise": _depthwise,
    "Deconvolution": _deconvolution,
    "DepthwiseConvolution": _convolution,
    "InnerProduct": _inner_product,
}
