"""Caffe's layer types with their exact meaning, by family; importing this registers them all."""

from dreamstream.network.layers import activation, blobs, convolution, inner_product, normalization, pooling
from dreamstream.network.layers.base import REGISTRY, Operation, title

__all__ = [
    "REGISTRY",
    "Operation",
    "activation",
    "blobs",
    "convolution",
    "inner_product",
    "normalization",
    "pooling",
    "title",
]
