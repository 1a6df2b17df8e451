"""DeepDream as PyTorch programs usually have it: modules in NCHW float32, eager autograd, a hook at the layer."""

from collections.abc import Callable, Sequence

import numpy as np
import scipy.ndimage
import torch
from numpy.typing import NDArray
from torch import nn

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import UnsupportedLayerError
from dreamstream.network.graph import Step, plan
from dreamstream.network.layers.base import title
from dreamstream.network.layers.window import pair


class PeersNetwork:
    """A network up to ``end`` the usual way, float32; nothing of ours computes in it.

    Raises:
        UnsupportedLayerError: it has a layer of another type than the classic networks' convolutions have around them.
    """

    def __init__(self, spec: NetworkSpec, end: str, device: torch.device) -> None:
        self._device, self._route = device, plan(spec, end)
        self._modules = [_module(step.layer).eval().requires_grad_(False).to(device) for step in self._route.steps]
        self._seen: list[torch.Tensor] = []
        self._modules[-1].register_forward_hook(lambda _module, _inputs, output: self._seen.append(output))

    def gradient(self, data: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the gradient of half the layer's sum of squares, for data and of shape (1, C, H, W)."""
        self._seen.clear()
        leaf = torch.tensor(data, device=self._device, requires_grad=True)
        values = {self._route.input: leaf}
        for step, module in zip(self._route.steps, self._modules, strict=True):
            values[step.writes[0]] = _run(module, step, [values[version] for version in step.reads])
        activation = self._seen[0]
        torch.autograd.backward(activation, activation.detach())
        assert leaf.grad is not None
        gradient: NDArray[np.float32] = leaf.grad.cpu().numpy()
        return gradient


def classic_frame(
    gradient: Callable[[NDArray[np.float32]], NDArray[np.float32]],
    data: NDArray[np.float32],
    sizes: Sequence[tuple[int, int]],
    iterations: int,
) -> NDArray[np.float32]:
    """Return the classic loop's dream of (1, 3, H, W), in NumPy around ``gradient``, as Google's notebook has it.

    ``sizes`` are the octaves' (height, width), the smallest first.
    """
    state, jitter, step_size = np.random.RandomState(0), 32, 1.5
    detail = np.zeros((1, 3, *sizes[0]), np.float32)
    picture = data
    for size in sizes:
        base = _zoomed(data, size)
        picture = base + _zoomed(detail, size)
        for _ in range(iterations):
            x, y = state.randint(-jitter, jitter + 1, 2)
            rolled = np.roll(picture, (y, x), (2, 3))
            slope = gradient(rolled)
            rolled += step_size / max(float(np.abs(slope).mean()), 1e-30) * slope
            picture = np.clip(np.roll(rolled, (-y, -x), (2, 3)), -128, 151)
        detail = picture - base
    return picture


def _zoomed(data: NDArray[np.float32], size: tuple[int, int]) -> NDArray[np.float32]:
    factors = (1, 1, size[0] / data.shape[2], size[1] / data.shape[3])
    return np.asarray(scipy.ndimage.zoom(data, factors, order=1), np.float32)


def _run(module: nn.Module, step: Step, bottoms: list[torch.Tensor]) -> torch.Tensor:
    result: torch.Tensor = module(bottoms) if step.layer.type == "Concat" else module(*bottoms)
    return result


class _Concat(nn.Module):
    def forward(self, bottoms: list[torch.Tensor]) -> torch.Tensor:
        return torch.cat(bottoms, 1)


def _convolution(layer: LayerSpec) -> nn.Module:
    groups, weights = layer.integer("group", 1), layer.weights
    module = nn.Conv2d(
        weights[0].shape[1] * groups,
        weights[0].shape[0],
        pair(layer, "kernel_size", 0),
        pair(layer, "stride", 1),
        pair(layer, "pad", 0),
        groups=groups,
        bias=len(weights) > 1,
    )
    with torch.no_grad():
        for parameter, values in zip(module.parameters(), weights, strict=True):
            parameter.copy_(torch.tensor(values.reshape(parameter.shape)))
    return module


def _pooling(layer: LayerSpec) -> nn.Module:
    kernel, stride, pad = pair(layer, "kernel_size", 0), pair(layer, "stride", 1), pair(layer, "pad", 0)
    ceil = layer.choice("round_mode", "CEIL") == "CEIL"
    if layer.choice("pool", "MAX") == "MAX":
        return nn.MaxPool2d(kernel, stride, pad, ceil_mode=ceil)
    return nn.AvgPool2d(kernel, stride, pad, ceil_mode=ceil)


def _lrn(layer: LayerSpec) -> nn.Module:
    names = ("alpha", 1.0), ("beta", 0.75), ("k", 1.0)
    return nn.LocalResponseNorm(layer.integer("local_size", 5), *(layer.number(*each) for each in names))


_MODULES: dict[str, Callable[[LayerSpec], nn.Module]] = {
    "Concat": lambda _: _Concat(),
    "Convolution": _convolution,
    "Dropout": lambda _: nn.Identity(),
    "LRN": _lrn,
    "Pooling": _pooling,
    "ReLU": lambda layer: nn.LeakyReLU(slope) if (slope := layer.number("negative_slope", 0.0)) else nn.ReLU(),
}


def _module(layer: LayerSpec) -> nn.Module:
    if layer.type not in _MODULES:
        raise UnsupportedLayerError(f"{title(layer)} can't be compared: the comparison knows {', '.join(_MODULES)}")
    return _MODULES[layer.type](layer)
