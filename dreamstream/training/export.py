"""A trained network as Caffe's two files: batch norm folded away, the classifiers as layers to dream on."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
from torch import nn

from dreamstream import caffe
from dreamstream.caffe.spec import LayerSpec, NetworkSpec, Value, Weights
from dreamstream.training.architecture import AFTER_POOLING, AUXILIARY, DEVIATION, MODULES, ConvUnit, MotifNet
from dreamstream.training.dataset import NONE

LAYERS = {
    "edges": "conv2",
    "textures": "inception_3a/output",
    "patterns": "inception_4a/output",
    "parts": "inception_4b/output",
    "objects": "inception_4c/output",
}
"""Aliases by depth, as model cards have them."""

_INPUT_SIDE = 224
"""Declared in the prototxt; Caffe and dreamstream take any other."""


def export(model: MotifNet, classes: Sequence[str], prototxt: Path, caffemodel: Path) -> NetworkSpec:
    """Write ``model`` for pictures of BGR in 0..255 minus ``architecture.MEAN_RGB``; return what was written.

    Beside its layers it has ``motif4`` and ``motif5``: the auxiliary and the main classifier at every place of 4c
    and 5b, one channel per class other than ``none``, in order. Raises ModelError when a file can't be written.
    """
    spec = to_spec(model, classes, prototxt.stem)
    caffe.save(spec, prototxt, caffemodel)
    return spec


def to_spec(model: MotifNet, classes: Sequence[str], name: str) -> NetworkSpec:
    """Return ``model`` as a Caffe network, on BGR in 0..255 minus the mean."""
    layers = _Layers()
    blob = layers.conv("conv1", model.conv1, "data", bgr=True)
    blob = layers.pool("pool1", blob, stride=2)
    blob = layers.conv("conv2", model.conv2, layers.conv("conv2_reduce", model.conv2_reduce, blob))
    for module in MODULES:
        if module in AFTER_POOLING:
            blob = layers.pool(AFTER_POOLING[module], blob, stride=2)
        blob = layers.inception(f"inception_{module}", model, module, blob)
    motifs = [index for index, each in enumerate(classes) if each != NONE]
    layers.evidence("motif4", model.auxiliary, motifs, f"inception_{AUXILIARY}/output")
    layers.evidence("motif5", model.classifier, motifs, blob)
    layers.classifier(model.classifier, blob)
    return NetworkSpec(name, {"data": (1, 3, _INPUT_SIDE, _INPUT_SIDE)}, tuple(layers.specs))


class _Layers:
    """Layers so far; each method adds some and returns the blob that they end in."""

    def __init__(self) -> None:
        self.specs: list[LayerSpec] = []

    def conv(self, name: str, unit: ConvUnit, bottom: str, *, bgr: bool = False) -> str:
        weight, bias = folded(unit)
        if bgr:
            weight = weight[:, ::-1] / np.float32(DEVIATION)
        convolution = unit.convolution
        window: dict[str, Value] = {"pad": convolution.padding[:1], "stride": convolution.stride[:1]}
        return self._rectified(name, bottom, weight, bias, window)

    def pool(self, name: str, bottom: str, *, stride: int) -> str:
        params: dict[str, Value] = {"pool": "MAX", "kernel_size": 3, "stride": stride, "pad": int(stride == 1)}
        return self._add(LayerSpec(name, "Pooling", (bottom,), (name,), params))

    def inception(self, name: str, model: MotifNet, module: str, bottom: str) -> str:
        part = model.module(module)
        three = self.conv(f"{name}/3x3_reduce", part.three_reduce, bottom)
        five = self.conv(f"{name}/5x5_reduce", part.five_reduce, bottom)
        branches = (
            self.conv(f"{name}/1x1", part.one, bottom),
            self.conv(f"{name}/3x3", part.three, three),
            self.conv(f"{name}/5x5", part.five, five),
            self.conv(f"{name}/pool_proj", part.pool, self.pool(f"{name}/pool", bottom, stride=1)),
        )
        return self._add(LayerSpec(f"{name}/output", "Concat", branches, (f"{name}/output",)))

    def evidence(self, name: str, classifier: nn.Linear, classes: list[int], bottom: str) -> str:
        """Add a classifier at every place. What all classes share tells them not apart, and is taken away."""
        weight, bias = classifier.weight.detach(), classifier.bias.detach()
        weight, bias = (weight - weight.mean(0))[classes], (bias - bias.mean())[classes]
        return self._rectified(name, bottom, _array(weight[:, :, None, None]), _array(bias), {})

    def classifier(self, classifier: nn.Linear, bottom: str) -> str:
        pooled = self._add(
            LayerSpec("pool5", "Pooling", (bottom,), ("pool5",), {"pool": "AVE", "global_pooling": True})
        )
        weights = _array(classifier.weight), _array(classifier.bias)
        params = {"num_output": classifier.out_features}
        scores = self._add(LayerSpec("classifier", "InnerProduct", (pooled,), ("classifier",), params, weights))
        return self._add(LayerSpec("prob", "Softmax", (scores,), ("prob",)))

    def _rectified(self, name: str, bottom: str, weight: Weights, bias: Weights, window: dict[str, Value]) -> str:
        params = {"num_output": len(weight), "kernel_size": weight.shape[2:3], **window}
        self._add(LayerSpec(name, "Convolution", (bottom,), (name,), params, (weight, bias)))
        relu = f"relu_{name}" if "/" not in name else name.replace("/", "/relu_", 1)
        self._add(LayerSpec(relu, "ReLU", (name,), (name,)))
        return name

    def _add(self, layer: LayerSpec) -> str:
        self.specs.append(layer)
        return layer.tops[0]


def folded(unit: ConvUnit) -> tuple[Weights, Weights]:
    """Return weights (outputs, inputs, k, k) and bias (outputs,) of one convolution that does what ``unit`` does."""
    norm, convolution = unit.norm, unit.convolution
    mean, variance = (cast(torch.Tensor, each).double() for each in (norm.running_mean, norm.running_var))
    scale = norm.weight.double() / torch.sqrt(variance + norm.eps)
    weight = convolution.weight.double() * scale.view(-1, 1, 1, 1)
    return _array(weight), _array(norm.bias.double() - mean * scale)


def _array(tensor: torch.Tensor) -> Weights:
    return np.ascontiguousarray(tensor.detach().float().cpu().numpy())
