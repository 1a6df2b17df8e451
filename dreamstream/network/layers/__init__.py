"""Caffe's layer types with their exact meaning, by family; importing this registers them all."""

from dreamstream.network.layers import (
    activation,
    affine,
    argmax,
    arithmetic,
    batch_normalization,
    blobs,
    convolution,
    eltwise,
    inner_product,
    normalization,
    pooling,
    resampling,
    shape,
)
from dreamstream.network.layers.base import REGISTRY, Operation, title

__all__ = [
    "REGISTRY",
    "Operation",
    "activation",
    "affine",
    "argmax",
    "arithmetic",
    "batch_normalization",
    "blobs",
    "convolution",
    "eltwise",
    "inner_product",
    "normalization",
    "pooling",
    "resampling",
    "shape",
    "title",
]
