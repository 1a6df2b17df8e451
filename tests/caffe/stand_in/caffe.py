"""Pycaffe's documented interface, as far as it is used, for tests where BVLC's Caffe is not installed.

It computes a few layer types with PyTorch, from the prototxt that it is given, and keeps those habits of the original
that trip an adapter up:

- Blobs are memory that nothing clears, neither a pass nor a reshape.
- A blob that several layers read is split, and its diff is the sum of the parts' diffs, whichever pass left them.
- Without ``force_backward`` and a loss nothing goes back.
- Mode and device belong to a thread; a new one computes on the processor.
- Logging is set by the environment while the module loads.

Where the original would end the process it raises ``Fatal``, and it does so too before it computes with weights that
nobody has set.
"""

import math
import os
import threading
from collections import OrderedDict, defaultdict
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from dreamstream.caffe.loader import load
from dreamstream.caffe.prototxt import read_prototxt

TRAIN, TEST = 0, 1
log_level = os.environ.get("GLOG_minloglevel")  # noqa: SIM112 - its true name

nets = []
"""Every prototxt's path, one per net that was asked for."""
passes = []
"""Mode and device of every pass, in order."""

_thread = threading.local()


class Fatal(Exception):
    """The original writes a line and calls abort()."""


def set_mode_cpu():
    _thread.mode = "cpu"


def set_mode_gpu():
    _thread.mode = "gpu"


def set_device(number):
    _thread.device = number


def _count_pass():
    passes.append((getattr(_thread, "mode", "cpu"), getattr(_thread, "device", 0)))


class Blob:
    def __init__(self, *shape, fill=0):
        self._data = self._diff = np.zeros(0, np.float32)
        self.reshape(*shape)
        self.data[...] = fill

    def reshape(self, *shape):
        self.shape = shape
        if math.prod(shape) > self._data.size:
            self._data, self._diff = np.zeros((2, math.prod(shape)), np.float32)

    @property
    def data(self):
        return self._data[: math.prod(self.shape)].reshape(self.shape)

    @property
    def diff(self):
        return self._diff[: math.prod(self.shape)].reshape(self.shape)


class Layer:
    def __init__(self, name, kind, bottoms, tops, params):
        self.name, self.type, self.bottoms, self.tops, self.params = name, kind, bottoms, tops, params
        self.blobs = []

    def set_up(self, shape):
        # NaN, so that forgetting them is seen.
        self.blobs = [Blob(*each, fill=np.nan) for each in _WEIGHTS.get(self.type, _none)(self.params, shape)]

    def compute(self, bottoms):
        if any(np.isnan(blob.data).any() for blob in self.blobs):
            raise Fatal(f"layer '{self.name}' runs before its weights are set")
        return self._tops(bottoms, [torch.from_numpy(blob.data) for blob in self.blobs])

    def shapes(self, bottoms):
        empty = [torch.empty(tuple(shape), device="meta") for shape in bottoms]
        weights = [torch.empty(blob.shape, device="meta") for blob in self.blobs]
        return [top.shape for top in self._tops(empty, weights)]

    def _tops(self, bottoms, weights):
        tops = TYPES[self.type](self.params, *bottoms, *weights)
        return tops if isinstance(tops, tuple) else (tops,)


class Net:
    def __init__(self, network_file, phase, level=0, stages=None, weights=None):
        nets.append(network_file)
        if phase != TEST or not isinstance(network_file, str):
            raise Fatal("this is not a net to be run")
        spec = load(network_file)
        if not all(spec.inputs.values()):
            raise Fatal("an input without a shape has no axes")
        if unknown := {layer.type for layer in spec.layers} - TYPES.keys():
            raise Fatal(f"unknown layer types: {unknown}")
        self._goes_back = read_prototxt(Path(network_file)).net.force_backward
        self.inputs = list(spec.inputs)
        layers = [Layer(name, "Input", [], [name], {}) for name in spec.inputs]
        layers += [Layer(each.name, each.type, [*each.bottoms], [*each.tops], each.params) for each in spec.layers]
        self.layers = _with_splits(layers)
        self.blobs = OrderedDict((name, Blob(*shape)) for name, shape in spec.inputs.items())
        for layer in self._computed():
            for index, top in enumerate(layer.tops):
                if top in self.blobs and layer.bottoms[index : index + 1] != [top]:
                    raise Fatal(f"top blob '{top}' is produced by multiple sources")
                self.blobs.setdefault(top, Blob(0))
            layer.set_up(self.blobs[layer.bottoms[0]].shape)
            self._reshape(layer)
        self.params = OrderedDict((layer.name, layer.blobs) for layer in self.layers if layer.blobs)

    @property
    def outputs(self):
        unread = dict.fromkeys(self.inputs)
        for layer in self.layers:
            for bottom in layer.bottoms:
                del unread[bottom]
            unread.update(dict.fromkeys(layer.tops))
        return list(unread)

    def reshape(self):
        for layer in self._computed():
            self._reshape(layer)

    def forward(self):
        _count_pass()
        for layer in self._computed():
            values = layer.compute([torch.tensor(self.blobs[name].data) for name in layer.bottoms])
            for name, value in zip(layer.tops, values, strict=True):
                self.blobs[name].data[...] = value
        return {name: self.blobs[name].data for name in self.outputs}

    def backward(self):
        _count_pass()
        for layer in reversed(self._computed()) if self._goes_back else ():
            bottoms = [torch.tensor(self.blobs[name].data, requires_grad=True) for name in layer.bottoms]
            diffs = [torch.tensor(self.blobs[name].diff) for name in layer.tops]
            for name, diff in zip(
                layer.bottoms, torch.autograd.grad(layer.compute(bottoms), bottoms, diffs), strict=True
            ):
                self.blobs[name].diff[...] = diff
        return {name: self.blobs[name].diff for name in self.inputs}

    def _computed(self):
        return [layer for layer in self.layers if layer.type != "Input"]

    def _reshape(self, layer):
        shapes = layer.shapes([self.blobs[name].shape for name in layer.bottoms])
        for name, shape in zip(layer.tops, shapes, strict=True):
            self.blobs[name].reshape(*shape)


def _with_splits(layers):
    source, readers = {}, defaultdict(list)
    for layer in layers:
        for index, bottom in enumerate(layer.bottoms):
            readers[source[bottom], bottom].append((layer, index))
        source.update(dict.fromkeys(layer.tops, layer))
    whole = []
    for layer in layers:
        whole.append(layer)
        for top in layer.tops:
            reading = readers[layer, top]
            if len(reading) > 1:
                name = f"{top}_{layer.name}_0_split"
                parts = [f"{name}_{count}" for count in range(len(reading))]
                whole.append(Layer(name, "Split", [top], parts, {"count": len(parts)}))
                for (reader, index), part in zip(reading, parts, strict=True):
                    reader.bottoms[index] = part
    return whole


def _pair(params, name, default):
    sides = tuple(params.get(f"{name[:6]}_{side}", 0) for side in "hw")
    if any(sides):
        return sides
    given = params.get(name) or default
    return given[:2] if isinstance(given, tuple) and len(given) > 1 else (int(np.ravel(given)[0]),) * 2


def _convolution(params, x, weight, bias=None):
    stride, pad, dilation = _pair(params, "stride", 1), _pair(params, "pad", 0), _pair(params, "dilation", 1)
    return F.conv2d(x, weight, bias, stride, pad, dilation, params["group"])


def _pooling(params, x):
    if params["global_pooling"]:
        return F.adaptive_max_pool2d(x, 1) if params["pool"] == "MAX" else F.adaptive_avg_pool2d(x, 1)
    pool = F.max_pool2d if params["pool"] == "MAX" else F.avg_pool2d
    sizes = [_pair(params, name, default) for name, default in (("kernel_size", 1), ("stride", 1), ("pad", 0))]
    return pool(x, *sizes, ceil_mode=True)


def _slice(params, x):
    ends = (*params["slice_point"], x.shape[params["axis"]])
    return tuple(part.clone() for part in torch.tensor_split(x, ends[:-1], params["axis"]))


def _batch_norm(params, x, mean, variance, factor):
    return F.batch_norm(x, mean / factor, variance / factor, eps=params["eps"])


def _scale(params, x, factor, bias=None):
    scaled = x * factor.view(-1, 1, 1)
    return scaled if bias is None else scaled + bias.view(-1, 1, 1)


TYPES = {
    "BatchNorm": _batch_norm,
    "Concat": lambda params, *x: torch.cat(x, params["axis"]),
    "Convolution": _convolution,
    "Dropout": lambda params, x: x * 1,
    "Eltwise": lambda params, a, b: a + b,
    "InnerProduct": lambda params, x, weight, bias=None: F.linear(x.flatten(1), weight, bias),
    "LRN": lambda params, x: F.local_response_norm(
        x, params["local_size"], params["alpha"], params["beta"], params["k"]
    ),
    "Pooling": _pooling,
    "PReLU": lambda params, x, slope: F.prelu(x, slope.reshape(-1)),
    "ReLU": lambda params, x: F.leaky_relu(x, params["negative_slope"]) if params["negative_slope"] else F.relu(x),
    "Scale": _scale,
    "Slice": _slice,
    "Softmax": lambda params, x: torch.softmax(x, params["axis"]),
    "Split": lambda params, x: tuple(x * 1 for _ in range(params["count"])),
    "TanH": lambda params, x: torch.tanh(x),
    "Threshold": lambda params, x: (x > params["threshold"]).to(x.dtype),
}


def _none(params, shape):
    return ()


def _biased(params, *shapes):
    return (*shapes, (params["num_output"],)) if params["bias_term"] else shapes


_WEIGHTS = {
    "BatchNorm": lambda params, shape: ((shape[1],), (shape[1],), (1,)),
    "Convolution": lambda params, shape: _biased(
        params, (params["num_output"], shape[1] // params["group"], *_pair(params, "kernel_size", 1))
    ),
    "InnerProduct": lambda params, shape: _biased(params, (params["num_output"], math.prod(shape[1:]))),
    "PReLU": lambda params, shape: ((),) if params["channel_shared"] else ((shape[1],),),
    "Scale": lambda params, shape: ((shape[1],),) * (2 if params["bias_term"] else 1),
}
