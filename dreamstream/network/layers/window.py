"""Kernel, stride, pad and dilation as Caffe's convolution and pooling records spell them."""

from dreamstream.caffe.spec import LayerSpec

Pair = tuple[int, int]
"""(rows, columns)."""


def pair(layer: LayerSpec, name: str, default: int, *, suffix_first: bool = False) -> Pair:
    """Return a window parameter as (rows, columns).

    Caffe has ``pad`` for both, ``pad_h`` and ``pad_w`` for each, and in convolutions a repeated ``pad``; of
    kernels the long names are ``kernel_size`` but ``kernel_h`` and ``kernel_w`` (``suffix_first``).
    """
    stem = name.removesuffix("_size") if suffix_first else name
    if f"{stem}_h" in layer or f"{stem}_w" in layer:
        rows, columns = layer.integer(f"{stem}_h", default), layer.integer(f"{stem}_w", default)
        # Pooling's h and w default to 0, meaning 'not set', and yield to the common value.
        if rows or columns:
            return rows, columns
    if isinstance(layer.params.get(name), tuple):
        values = layer.integers(name) or (default,)
        return values[0], values[-1]
    value = layer.integer(name, default)
    return value, value
