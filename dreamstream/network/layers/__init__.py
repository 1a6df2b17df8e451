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
from dreamstream.network.layers.base import MISFITS, REGISTRY, Operation, build, title

__all__ = [
    "MISFITS",
    "REGISTRY",
    "Operation",
    "activation",
    "affine",
    "argmax",
    "arithmetic",
    "batch_normalization",
    "blobs",
    "build",
    "convolution",
    "eltwise",
    "inner_product",
    "normalization",
    "pooling",
    "resampling",
    "shape",
    "title",
]
