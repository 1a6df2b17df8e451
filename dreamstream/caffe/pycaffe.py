"""Networks run by the original: an adapter over BVLC's own Python module ``caffe``, where that is installed."""

import importlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dreamstream.caffe.spec import NetworkSpec, Weights
from dreamstream.caffe.writer import save
from dreamstream.errors import UsageError, WeightsError


class _Blob(Protocol):
    """Caffe's own memory: an array taken from it does not outlive the next reshape."""

    data: NDArray[np.float32]
    diff: NDArray[np.float32]

    def reshape(self, *shape: int) -> None: ...


class _Net(Protocol):
    """What is used of ``caffe.Net``."""

    blobs: Mapping[str, _Blob]
    params: Mapping[str, Sequence[_Blob]]
    outputs: Sequence[str]

    def reshape(self) -> None: ...

    def forward(self) -> object: ...

    def backward(self) -> object: ...


def import_caffe() -> ModuleType:
    """Return the installed module ``caffe``.

    Raises:
        UsageError: there is none, or it can't be loaded.
    """
    # Caffe logs every layer of every net to the terminal, where progress is shown, unless it is told so while it loads.
    # Errors (2) stay.
    os.environ.setdefault("GLOG_minloglevel", "2")
    try:
        module = importlib.import_module("caffe")
    except (ImportError, TypeError) as error:  # TypeError: protobuf's, on messages that an older one generated.
        raise _missing(str(error).partition("\n")[0]) from error
    if not hasattr(module, "Net"):  # Any folder called caffe can be imported.
        raise _missing("what Python finds as 'caffe' is something else")
    return module


def _missing(reason: str) -> UsageError:
    return UsageError(
        f"engine 'caffe' needs BVLC Caffe's Python module, which can't be loaded here ({reason}); "
        "the default engine, 'torch', needs nothing"
    )


class CaffeNet:
    """One network in Caffe that runs whole: from its only input to one of its blobs, and back.

    A network that goes on after that blob, or beside it, would do harm: Caffe never clears a diff, so what an earlier
    backward pass left in a sibling branch is added to this one's gradient.

    Args:
        caffe: the module.
        spec: the network, with weights; its input's shape is that of the first data.
        top: the blob that it is run for.
        gpu: number of the GPU to run on; None runs on the processor.

    Raises:
        WeightsError: a layer's weights are not those that Caffe's layer has.
        ModelError: the network can't be written down for Caffe.
    """

    def __init__(self, caffe: ModuleType, spec: NetworkSpec, top: str, *, gpu: int | None = None) -> None:
        self._caffe = caffe
        self._gpu = gpu
        self._top = top
        ((self._input, self._shape),) = spec.inputs.items()
        self._choose_mode()
        with TemporaryDirectory(prefix="dreamstream-") as folder:
            prototxt = Path(folder) / "net.prototxt"
            save(spec, prototxt, force_backward=True)
            self._net: _Net = caffe.Net(str(prototxt), caffe.TEST)
        for layer in spec.layers:
            _fill(layer.name, self._net.params.get(layer.name, ()), layer.weights)

    def forward(self, data: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the blob's values for ``data``, both float32; data of another shape reshape the network."""
        self._choose_mode()
        blob = self._net.blobs[self._input]
        if data.shape != self._shape:
            blob.reshape(*data.shape)
            self._net.reshape()
            self._shape = data.shape
        blob.data[...] = data
        self._net.forward()
        return self._net.blobs[self._top].data.copy()

    def backward(self, diff: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the gradient of the last ``forward`` for a diff of the blob's shape: float32, of the data's."""
        self._choose_mode()
        for name in self._net.outputs:  # Some layers also make blobs that nothing reads, whose diffs nothing sets.
            self._net.blobs[name].diff[...] = 0
        self._net.blobs[self._top].diff[...] = diff
        self._net.backward()
        return self._net.blobs[self._input].diff.copy()

    def _choose_mode(self) -> None:
        """Say where to compute: every thread has a mode of its own in Caffe, the processor unless it says so."""
        if self._gpu is None:
            self._caffe.set_mode_cpu()
        else:
            self._caffe.set_device(self._gpu)
            self._caffe.set_mode_gpu()


def _fill(layer: str, blobs: Sequence[_Blob], weights: Sequence[Weights]) -> None:
    sizes, wanted = [array.size for array in weights], [blob.data.size for blob in blobs]
    if sizes != wanted:
        raise WeightsError(f"layer '{layer}' has weight blobs of {sizes} numbers, in Caffe it needs {wanted}")
    for blob, array in zip(blobs, weights, strict=True):
        # Some files carry ones before or after a blob's own dimensions.
        blob.data[...] = array.reshape(blob.data.shape)
