"""Kernel, stride, pad and dilation as Caffe's convolution and pooling records spell them."""

from typing import TypeAlias

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.layers.base import title

Pair: TypeAlias = tuple[int, int]
"""(rows, columns)."""


def pair(layer: LayerSpec, name: str, default: int) -> Pair:
    """Return a window parameter (``kernel_size``, ``stride``, ``pad``, ``dilation``) as (rows, columns).

    Caffe has one value for both sides (``pad``), one for each (``pad_h`` and ``pad_w``), and in convolutions a
    repeated field of one or two; beside ``kernel_size`` stand ``kernel_h`` and ``kernel_w``.

    Raises:
        ModelError: anything but a pad is 0 or not set.
    """
    rows, columns = _sides(layer, name, default)
    if name != "pad" and min(rows, columns) < 1:
        raise ModelError(f"{title(layer)}: {name} has to be at least 1, not {columns}x{rows}")
    return rows, columns


def dilation_of(layer: LayerSpec) -> Pair:
    """Return a convolution's dilation as (rows, columns), ``hole`` in files from before Caffe had one (DeepLab)."""
    return pair(layer, "hole" if {"hole", "hole_h", "hole_w"} & layer.params.keys() else "dilation", 1)


def windows(side: int, length: int, step: int, pad: int, *, ceil: bool) -> int:
    """Return how many pooling windows of ``length`` lie along a picture's side, ``step`` apart; 0 or less: none does.

    The last may reach beyond the padded picture where ``ceil``, but does not begin beyond the picture.
    """
    reach = side + 2 * pad - length
    count = (-(-reach // step) if ceil else reach // step) + 1
    return min(count, -(-(side + pad) // step))


def _sides(layer: LayerSpec, name: str, default: int) -> Pair:
    stem = name.removesuffix("_size")
    rows, columns = layer.integer(f"{stem}_h", 0), layer.integer(f"{stem}_w", 0)
    # A side that is 0 is one that the file does not set, and yields to the common value.
    if rows or columns:
        return rows or default, columns or default
    if isinstance(layer.params.get(name), tuple):
        values = layer.integers(name) or (default,)
        return values[0], values[-1]
    value = layer.integer(name, default)
    return value, value
