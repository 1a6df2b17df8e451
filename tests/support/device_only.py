"""Fails whoever waits for a device, sends it something, or lets chance have a say in what it computes."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_flatten

WAITING = {"_local_scalar_dense", "is_nonzero", "nonzero", "masked_select", "equal", "_unique2", "unique_dim"}
"""Calls whose results, or their sizes, the host has to wait for."""
SENDING = {"lift_fresh"}
"""Calls that make a tensor of the host's numbers."""
RANDOM = {"bernoulli", "multinomial", "native_dropout", "normal", "rand", "randint", "randn", "randperm", "uniform_"}


class DeviceOnly(TorchDispatchMode):
    """Lets through what can be recorded on a device, for which any but a processor may stand in."""

    def __init__(self, device):
        super().__init__()
        self.device, self.calls = torch.device(device), []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        name = function.overloadpacket.__name__
        if name in WAITING | SENDING | RANDOM:
            raise AssertionError(f"{name} can't be recorded")
        result = function(*args, **(kwargs or {}))
        elsewhere = [each for each in tree_flatten((args, kwargs, result))[0] if self._is_elsewhere(each)]
        if elsewhere:
            raise AssertionError(f"{name} has tensors on {elsewhere[0].device}, not on {self.device}")
        if not function.is_view:
            self.calls.append(name)
        return result

    def _is_elsewhere(self, value):
        # Numbers of Python's are tensors here and there, and go along with the call.
        is_number = isinstance(value, torch.Tensor) and value.ndim == 0 and value.device.type == "cpu"
        return isinstance(value, torch.Tensor) and value.device != self.device and not is_number
