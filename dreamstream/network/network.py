"""A Caffe network that runs: activations of any layer and their gradient with respect to the input."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import SHAPES_ONLY, Placement, choose
from dreamstream.network.graph import Plan, Version, plan
from dreamstream.network.layers import MISFITS, Operation, build, title
from dreamstream.network.shapes import Shape, shape_only, trace

MEAN_BGR = (104.0, 117.0, 123.0)
"""The ImageNet mean that most published Caffe networks were trained with."""


class Network:
    """A network ready to run on one device, in the network's own space: BGR minus mean, (1, C, H, W).

    Layers are built when an ``end`` first needs them and kept; nothing after ``end`` is built or computed, and
    no gradient of a weight ever is.

    Args:
        spec: the network, with weights.
        mean_bgr: what pictures have subtracted from them before they enter, in grey levels.
        device: ``auto`` or a torch device's name.
        precision: ``float32`` is the exact mode; ``bfloat16`` or ``float16`` are faster where the device has
            them; ``auto`` picks.

    Raises:
        UsageError: no such device or precision.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        *,
        mean_bgr: Sequence[float] = MEAN_BGR,
        device: str = "auto",
        precision: str = "auto",
    ) -> None:
        self.spec = spec
        self.mean_bgr = tuple(float(level) for level in mean_bgr)
        self.placement = choose(device, precision)
        self._plans: dict[str, Plan] = {}
        self._operations: dict[tuple[LayerSpec, str], Operation] = {}
        self._shapes: dict[tuple[tuple[int, ...], str], tuple[int, ...]] = {}

    def forward(self, data: NDArray[np.float32], end: str) -> NDArray[np.float32]:
        """Return the activation of ``end`` for ``data``, both float32 (1, C, H, W); a vector layer's is (1, N).

        Raises:
            UnknownNameError: the network has no layer or blob ``end``.
            ModelError: the data do not fit the network, or not into the device's memory.
        """
        return _array(self.activate(self._tensor(data), end))

    def gradient(
        self, data: NDArray[np.float32], end: str, top_diff: NDArray[np.float32] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the activation of ``end`` and the gradient with respect to ``data``, float32 (1, C, H, W).

        ``top_diff`` has the activation's shape; None is the L2 objective, whose diff is the activation itself.
        Raises as ``forward`` does.
        """

        def diff(activation: torch.Tensor) -> torch.Tensor:
            if top_diff is None:
                return activation
            if tuple(top_diff.shape) != tuple(activation.shape):
                raise ModelError(f"top_diff is {top_diff.shape}, the activation of '{end}' {tuple(activation.shape)}")
            return self._tensor(top_diff)

        activation, gradient = self.differentiate(self._tensor(data), end, diff)
        return _array(activation), _array(gradient)

    def activate(self, data: torch.Tensor, end: str) -> torch.Tensor:
        """Return the activation of ``end`` as a tensor on the network's device, for ``data`` of any float type there.

        Raises as ``forward`` does.
        """
        # Not inference_mode: constants of layers built in it could never take part in a gradient.
        with torch.no_grad(), self._computing(data.shape):
            return self._run(self._enter(data), end)

    def differentiate(
        self, data: torch.Tensor, end: str, top_diff: Callable[[torch.Tensor], torch.Tensor]
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return activation and input gradient as tensors on the network's device.

        ``data`` is (1, C, H, W) of any float type there; the gradient comes back in its type. ``top_diff`` is
        given the activation and returns the diff to send back. Raises as ``forward`` does.
        """
        leaf = self._enter(data).detach().requires_grad_()
        with self._computing(data.shape):
            with torch.enable_grad():
                activation = self._run(leaf, end)
            diff = top_diff(activation.detach()).to(activation.dtype)
            (gradient,) = torch.autograd.grad(activation, leaf, diff)
        return activation.detach(), gradient.to(data.dtype)

    def blobs(self, shape: Sequence[int]) -> dict[str, tuple[int, ...]]:
        """Return the shape of every blob for a first input of ``shape``, in order, without computing any.

        Needs no weights. Left out are blobs that also depend on other inputs, that do not fit this one (fully
        connected layers), or whose layer is not supported.
        """
        known: dict[str, Shape | None] = {name: tuple(shape) for name in list(self.spec.inputs)[:1]}
        for traced in trace(self.spec, shape):
            tops = traced.tops or (None,) * len(traced.layer.tops)
            known.update(zip(traced.layer.tops, tops, strict=True))
        return {name: each for name, each in known.items() if each is not None}

    def shape(self, shape: Sequence[int], end: str) -> tuple[int, ...]:
        """Return the shape of ``end`` for an input of ``shape``, without computing it.

        Raises:
            UnknownNameError, ModelError: as ``forward``.
        """
        key = (tuple(shape), end)
        if key not in self._shapes:
            with torch.no_grad():
                self._shapes[key] = tuple(self._run(shape_only(shape), end, SHAPES_ONLY).shape)
        return self._shapes[key]

    def _run(self, data: torch.Tensor, end: str, placement: Placement | None = None) -> torch.Tensor:
        if end not in self._plans:
            self._plans[end] = plan(self.spec, end)
        route = self._plans[end]
        values: dict[Version, torch.Tensor] = {route.input: data}
        for step in route.steps:
            bottoms = [values[version] for version in step.reads]
            with _blaming(step.layer, bottoms):
                tops = self._operation(step.layer, placement or self.placement)(bottoms)
            for version in step.last_reads:
                del values[version]
            values.update(zip(step.writes, tops, strict=True))
        return values[route.end]

    def _operation(self, layer: LayerSpec, placement: Placement) -> Operation:
        key = (layer, placement.device.type)
        if key not in self._operations:
            self._operations[key] = build(layer, placement)
        return self._operations[key]

    @contextmanager
    def _computing(self, shape: Sequence[int]) -> Iterator[None]:
        try:
            with self.placement.arithmetic():
                yield
        except RuntimeError as error:
            if not _is_out_of_memory(error):
                raise
            size = "x".join(str(side) for side in reversed(shape[2:]))
            raise ModelError(
                f"a picture of {size} does not fit into the memory of {self.placement}; make it smaller"
            ) from error

    def _tensor(self, array: NDArray[np.float32]) -> torch.Tensor:
        # Contiguous, because torch refuses the negative strides of an array whose channels were reversed.
        return self._enter(torch.tensor(np.ascontiguousarray(array), device=self.placement.device))

    def _enter(self, data: torch.Tensor) -> torch.Tensor:
        data = data.to(self.placement.dtype)
        return data.contiguous(memory_format=torch.channels_last) if data.ndim == 4 else data


@contextmanager
def _blaming(layer: LayerSpec, bottoms: Sequence[torch.Tensor]) -> Iterator[None]:
    """Name the layer where parameters, weights and bottoms make no sense together in a way that no check foresaw."""
    try:
        yield
    except ModelError:
        raise
    except MISFITS as error:
        if _is_out_of_memory(error):
            raise
        shapes = ", ".join(str(tuple(bottom.shape)) for bottom in bottoms)
        reason = str(error).partition("\n")[0]
        raise ModelError(f"{title(layer)} can't be computed for bottoms of the shapes {shapes}: {reason}") from error


def _is_out_of_memory(error: Exception) -> bool:
    # On the processor PyTorch has no class of its own for it.
    return isinstance(error, torch.OutOfMemoryError) or "DefaultCPUAllocator" in str(error)


def _array(tensor: torch.Tensor) -> NDArray[np.float32]:
    return tensor.float().contiguous().cpu().numpy()
