"""A Caffe network that runs: activations of any layer and their gradient with respect to the input."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, OutOfMemoryError
from dreamstream.network.apart import keeps_apart
from dreamstream.network.device import Placement, choose
from dreamstream.network.fusion import Stage, Work, fused
from dreamstream.network.gradient import input_gradient
from dreamstream.network.graph import Plan, Version, plan
from dreamstream.network.layers import MISFITS, Operation, title
from dreamstream.network.memory import is_out_of_memory
from dreamstream.network.shapes import Shape, top_shapes, trace
from dreamstream.network.tape import Tape

MEAN_BGR = (104.0, 117.0, 123.0)
"""The ImageNet mean that most published Caffe networks were trained with."""

TopDiff: TypeAlias = Callable[[torch.Tensor], torch.Tensor]
"""From an activation to the diff that is sent back from it, of the same shape."""


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
        self._plans: dict[tuple[str, ...], Plan] = {}
        self._stages: dict[tuple[str, ...], tuple[Stage, ...]] = {}
        self._operations: dict[tuple[Work, str], Operation] = {}
        self._shapes: dict[tuple[tuple[int, ...], str], tuple[int, ...]] = {}
        self._apart: dict[tuple[tuple[int, ...], tuple[str, ...]], bool] = {}

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
            _require_shape(top_diff.shape, activation, end)
            return self._tensor(top_diff)

        activation, gradient = self.differentiate(self._tensor(data), end, diff)
        return _array(activation), _array(gradient)

    def activate(self, data: torch.Tensor, end: str) -> torch.Tensor:
        """Return the activation of ``end`` as a tensor on the network's device, for ``data`` of any float type there.

        Raises as ``forward`` does.
        """
        # Not inference_mode: constants of layers built in it could never take part in a gradient.
        with torch.no_grad(), self._computing(data.shape):
            return self._run(self._enter(data), (end,))[0]

    def differentiate(self, data: torch.Tensor, end: str, top_diff: TopDiff) -> tuple[torch.Tensor, torch.Tensor]:
        """Return activation and input gradient as tensors on the network's device.

        ``data`` is (1, C, H, W) of any float type there, or several pictures where ``takes_together`` says so; the
        gradient comes back in its type. ``top_diff`` is given the activation and returns the diff to send back. Raises
        as ``forward`` does.
        """
        tape, (activation,) = self._taped(data, (end,))
        with self._computing(data.shape):
            gradient = input_gradient(tape, tape.ends, _diffs([activation], [(end, top_diff)]))
        return activation, gradient.to(data.dtype)

    def differentiate_many(self, data: torch.Tensor, goals: Sequence[tuple[str, TopDiff]]) -> torch.Tensor:
        """Return the input gradient of the sum of several objectives: one run forward, one back.

        ``goals`` are pairs of an end and its ``top_diff``; ends may come twice. Each end means what it means alone.
        Otherwise as ``differentiate``.
        """
        tape, activations = self._taped(data, [end for end, _ in goals])
        with self._computing(data.shape):
            gradient = input_gradient(tape, tape.ends, _diffs(activations, goals))
        return gradient.to(data.dtype)

    def differentiate_each(self, data: torch.Tensor, goals: Sequence[tuple[str, TopDiff]]) -> tuple[torch.Tensor, ...]:
        """Return the input gradient of each of several objectives by itself: one run forward, one back for each.

        Otherwise as ``differentiate_many``.
        """
        tape, activations = self._taped(data, [end for end, _ in goals])
        with self._computing(data.shape):
            diffs = _diffs(activations, goals)
            return tuple(
                input_gradient(tape, [end], [diff], keep=True).to(data.dtype)
                for end, diff in zip(tape.ends, diffs, strict=True)
            )

    def whole(self, shape: Sequence[int], ends: Sequence[str]) -> "Network | None":
        """Return what takes gradients of a picture of ``shape`` for ``ends`` at once, with nothing to be decided."""
        return self

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
            self._shapes[key] = self._traced_shape(key[0], end)
        return self._shapes[key]

    def takes_together(self, shape: Sequence[int], ends: Sequence[str]) -> bool:
        """Return whether pictures of ``shape``, (N, C, H, W), may be differentiated at once, each as if it were alone.

        Raises:
            UnknownNameError, ModelError: as ``forward``.
        """
        key = (tuple(shape[1:]), tuple(ends))
        if key not in self._apart:
            self._apart[key] = keeps_apart(self.spec, ends, shape)
        return self._apart[key]

    def _traced_shape(self, shape: Shape, end: str) -> Shape:
        route, _ = self._route((end,))
        known = {route.input: shape}
        for step in route.steps:
            bottoms = [known[version] for version in step.reads]
            try:
                known.update(zip(step.writes, top_shapes(step.layer, bottoms), strict=True))
            except MISFITS as error:
                _blame(error, step.layer, bottoms)
                raise
        return known[route.end]

    def _taped(
        self, data: torch.Tensor, ends: Sequence[str], placement: Placement | None = None
    ) -> tuple[Tape, tuple[torch.Tensor, ...]]:
        """Return the activations of ``ends``, and what leads back from them."""
        data = self._enter(data).detach()
        tape = Tape(self._route(tuple(ends))[0], data)
        with torch.no_grad(), self._computing(data.shape):
            return tape, self._run(data, ends, placement, tape)

    def _run(
        self, data: torch.Tensor, ends: Sequence[str], placement: Placement | None = None, tape: Tape | None = None
    ) -> tuple[torch.Tensor, ...]:
        route, stages = self._route(tuple(ends))
        values: dict[Version, torch.Tensor] = {route.input: data}
        for stage in stages:
            bottoms = [values[version] for version in stage.reads]
            try:
                operation = self._operation(stage.work, placement or self.placement)
                tops = tape.run(stage, operation, bottoms) if tape is not None else operation(bottoms)
            except MISFITS as error:
                _blame(error, stage.work.layers[0], [bottom.shape for bottom in bottoms])
                raise
            for version in stage.last_reads:
                del values[version]
            values.update(zip(stage.writes, tops, strict=True))
        return tuple(values[end] for end in route.ends)

    def _route(self, ends: tuple[str, ...]) -> tuple[Plan, tuple[Stage, ...]]:
        if ends not in self._plans:
            self._plans[ends] = plan(self.spec, *ends)
            self._stages[ends] = fused(self._plans[ends])
        return self._plans[ends], self._stages[ends]

    def _operation(self, work: Work, placement: Placement) -> Operation:
        key = (work, placement.device.type)
        if key not in self._operations:
            self._operations[key] = work.build(placement)
        return self._operations[key]

    @contextmanager
    def _computing(self, shape: Sequence[int]) -> Iterator[None]:
        try:
            with self.placement.arithmetic():
                yield
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            size = "x".join(str(side) for side in reversed(shape[2:]))
            raise OutOfMemoryError(
                f"a picture of {size} does not fit into the memory of {self.placement}; make it smaller"
            ) from error

    def _tensor(self, array: NDArray[np.float32]) -> torch.Tensor:
        # Contiguous, because torch refuses the negative strides of an array whose channels were reversed.
        return torch.tensor(np.ascontiguousarray(array), device=self.placement.device)

    def _enter(self, data: torch.Tensor) -> torch.Tensor:
        data = data.to(self.placement.dtype)
        return data.contiguous(memory_format=torch.channels_last) if data.ndim == 4 else data


def _diffs(activations: Sequence[torch.Tensor], goals: Sequence[tuple[str, TopDiff]]) -> list[torch.Tensor]:
    diffs = []
    for activation, (end, top_diff) in zip(activations, goals, strict=True):
        diff = top_diff(activation.detach()).detach()
        _require_shape(diff.shape, activation, end)
        diffs.append(diff.to(activation.dtype))
    return diffs


def _require_shape(diff: Sequence[int], activation: torch.Tensor, end: str) -> None:
    if tuple(diff) != tuple(activation.shape):
        raise ModelError(f"top_diff is {tuple(diff)}, the activation of '{end}' {tuple(activation.shape)}")


def _blame(error: Exception, layer: LayerSpec, bottoms: Sequence[Sequence[int]]) -> None:
    """Name the layer where parameters, weights and bottoms make no sense together in a way that no check foresaw."""
    if isinstance(error, ModelError) or is_out_of_memory(error):
        return
    shapes = ", ".join(str(tuple(bottom)) for bottom in bottoms)
    reason = str(error).partition("\n")[0]
    raise ModelError(f"{title(layer)} can't be computed for bottoms of the shapes {shapes}: {reason}") from error


def _array(tensor: torch.Tensor) -> NDArray[np.float32]:
    return tensor.float().contiguous().cpu().numpy()
