"""The second engine: a network that the original Caffe computes, behind the same contract as ours."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.caffe.pycaffe import CaffeNet, import_caffe
from dreamstream.caffe.spec import NetworkSpec
from dreamstream.errors import ModelError, UsageError
from dreamstream.network.device import SHAPES_ONLY, Placement
from dreamstream.network.graph import Plan
from dreamstream.network.network import MEAN_BGR, Network, TopDiff

_NETS_KEPT = 4
"""As many ends may take turns without a net being built again; each net has its own copy of the weights."""

_DEVICE = re.compile(r"auto|cpu|cuda(?::(?P<gpu>\d+))?")


@dataclass(frozen=True)
class _InCaffe(Placement):
    """Caffe's place; pictures, and all that is done with them outside the network, stay on the processor."""

    gpu: int | None = None

    def __str__(self) -> str:
        place = "the processor" if self.gpu is None else f"GPU {self.gpu}"
        return f"{place} by BVLC Caffe, float32"


class CaffeNetwork(Network):
    """A network that an installed BVLC Caffe computes; shapes, and what is refused, are ``Network``'s.

    So its layers have to be of types that ``Network`` computes, too: what would make Caffe end the whole process is
    found before Caffe sees it.

    Args:
        spec: the network, with weights.
        mean_bgr: what pictures have subtracted from them before they enter, in grey levels.
        device: ``auto`` or ``cpu`` for Caffe's CPU mode, ``cuda`` or ``cuda:N`` for its GPU mode, which a Caffe that
            was built without it answers by ending the process.
        precision: ``auto`` or ``float32``; Caffe has no other.

    Raises:
        UsageError: Caffe is not installed, or has no such device or precision.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        *,
        mean_bgr: Sequence[float] = MEAN_BGR,
        device: str = "auto",
        precision: str = "auto",
    ) -> None:
        if precision not in ("auto", "float32"):
            raise UsageError(f"engine 'caffe' computes in float32, not in {precision}; leave the precision to it")
        super().__init__(spec, mean_bgr=mean_bgr, device="cpu", precision="float32")
        self._gpu = _gpu(device)
        self.placement = _InCaffe(torch.device("cpu"), torch.float32, self._gpu)
        self._caffe = import_caffe()
        self._nets: dict[str, CaffeNet] = {}
        self._with_gradient: set[str] = set()

    def activate(self, data: torch.Tensor, end: str) -> torch.Tensor:
        """Return the activation of ``end`` as a float32 tensor on the processor, for ``data`` of any float type there.

        Raises as ``forward`` does.
        """
        net = self._net(tuple(data.shape), end)
        return torch.from_numpy(net.forward(_values(data)))

    def differentiate(self, data: torch.Tensor, end: str, top_diff: TopDiff) -> tuple[torch.Tensor, torch.Tensor]:
        """Return activation and input gradient as tensors on the processor, with the meaning that Network gives them.

        Raises as ``forward`` does.
        """
        self._require_gradient(data.shape, end)
        net = self._net(tuple(data.shape), end)
        activation = torch.from_numpy(net.forward(_values(data)))
        gradient = net.backward(_values(top_diff(activation)))
        return activation, torch.from_numpy(gradient).to(data.dtype)

    def differentiate_many(self, data: torch.Tensor, goals: Sequence[tuple[str, TopDiff]]) -> torch.Tensor:
        """Return the input gradient of the sum of several objectives; Caffe runs a net of its own for each."""
        return torch.stack(self.differentiate_each(data, goals)).sum(0)

    def differentiate_each(self, data: torch.Tensor, goals: Sequence[tuple[str, TopDiff]]) -> tuple[torch.Tensor, ...]:
        """Return the input gradient of each of several objectives, each by a net of its own."""
        return tuple(self.differentiate(data, end, top_diff)[1] for end, top_diff in goals)

    def takes_together(self, shape: Sequence[int], ends: Sequence[str]) -> bool:
        """Return that pictures go one by one, as Caffe's own layers take them."""
        return False

    def _net(self, shape: tuple[int, ...], end: str) -> CaffeNet:
        self.shape(shape, end)  # Refuses in a sentence what Caffe would end the process over.
        net = self._nets.pop(end, None) or self._build(shape, end)
        self._nets[end] = net  # The one used last is the last to go.
        if len(self._nets) > _NETS_KEPT:
            del self._nets[next(iter(self._nets))]
        return net

    def _build(self, shape: tuple[int, ...], end: str) -> CaffeNet:
        route = self._plans[(end,)]
        _require_unread(route, end)
        layers = tuple(step.layer for step in route.steps)
        spec = NetworkSpec(self.spec.name, {route.input.blob: shape}, layers)
        return CaffeNet(self._caffe, spec, route.end.blob, gpu=self._gpu)

    def _require_gradient(self, shape: Sequence[int], end: str) -> None:
        if end not in self._with_gradient:
            data = torch.empty(tuple(shape), device=SHAPES_ONLY.device)
            tape, activations = self._taped(data, (end,), SHAPES_ONLY)
            tape.back(tape.ends, activations)
            self._with_gradient.add(end)


def _values(tensor: torch.Tensor) -> NDArray[np.float32]:
    return tensor.detach().float().numpy()


def _gpu(device: str) -> int | None:
    match = _DEVICE.fullmatch(device)
    if match is None:
        raise UsageError(f"engine 'caffe' has no device '{device}'; try auto, cpu, cuda or cuda:1")
    return int(match["gpu"] or 0) if device.startswith("cuda") else None


def _require_unread(route: Plan, end: str) -> None:
    """Check that what is overwritten in place has no other reader, which our own engine takes and Caffe does not."""
    readers = Counter(version for step in route.steps for version in step.reads)
    for step in route.steps:
        written = {version.blob for version in step.writes}
        for version in step.reads:
            if version.blob in written and readers[version] > 1:
                raise ModelError(
                    f"Caffe can't compute '{end}': layer '{step.layer.name}' overwrites the blob '{version.blob}', "
                    "which is read elsewhere, too; the engine 'torch' can"
                )
