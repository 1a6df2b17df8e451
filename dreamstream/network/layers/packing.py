"""Convolutions whose kernels never change, and so can lie in memory as oneDNN, which computes them, wants them.

PyTorch lays a kernel out for it in every call, which in small pictures takes a tenth of the time. Here that is done
once for each size of picture. The ops that take such kernels are not part of PyTorch's public interface, so nothing is
packed where they are missing; nor on processors that oneDNN was not made for.
"""

import platform
from functools import cache

import torch
import torch.nn.functional as F

from dreamstream.network.layers.window import Pair

_OPS = "_convolution_pointwise", "_reorder_convolution_weight", "_is_mkldnn_bf16_supported"
_MOST_VALUES = 2**18
"""Of a kernel. To convolve by a larger one takes so long that its layout does not count, which would need its memory
again for every size."""
_MOST_SIZES = 16
"""Sizes of pictures that a kernel is kept for; a render has as many as octaves."""


class FixedConvolution:
    """A convolution by a kernel (outputs, channels / groups, rows, columns).

    Its state is the kernel's layouts so far, by the shape of the input.
    """

    def __init__(
        self,
        kernel: torch.Tensor,
        bias: torch.Tensor | None = None,
        stride: Pair = (1, 1),
        pad: Pair = (0, 0),
        dilation: Pair = (1, 1),
        groups: int = 1,
    ) -> None:
        self.kernel, self.bias, self.stride, self.pad = kernel, bias, stride, pad
        self.dilation, self.groups = dilation, groups
        self._is_packed = is_packed(kernel)
        self._layouts: dict[tuple[torch.Size, Pair], torch.Tensor] = {}

    def __call__(self, x: torch.Tensor, pad: Pair | None = None) -> torch.Tensor:
        """Return the convolution of x (N, C, H, W), which may be padded otherwise this time; no gradient passes."""
        pad = self.pad if pad is None else pad
        if not self._is_packed:
            return F.conv2d(x, self.kernel, self.bias, self.stride, pad, self._any_dilation, self.groups)
        layout = self._layout(x.shape, pad)
        y: torch.Tensor = torch.ops.mkldnn._convolution_pointwise.default(
            x, layout, self.bias, pad, self.stride, self.dilation, self.groups, "none", [], ""
        )
        return y

    def _layout(self, shape: torch.Size, pad: Pair) -> torch.Tensor:
        key = shape, pad
        if key not in self._layouts:
            if len(self._layouts) == _MOST_SIZES:
                self._layouts.clear()
            self._layouts[key] = torch.ops.mkldnn._reorder_convolution_weight.default(
                self.kernel, pad, self.stride, self.dilation, self.groups, shape
            )
        return self._layouts[key]

    @property
    def _any_dilation(self) -> Pair:
        # A single value has none. With one thread PyTorch computes such kernels by itself in float32, which is slow;
        # dilated, it leaves them to oneDNN.
        by_itself = self.kernel.device.type == "cpu" and self.kernel.dtype == torch.float32
        is_single = self.kernel.shape[2:] == (1, 1)
        return (2, 2) if is_single and by_itself and torch.get_num_threads() == 1 else self.dilation


def is_packed(kernel: torch.Tensor) -> bool:
    """Return whether a ``FixedConvolution`` keeps layouts of a kernel."""
    return kernel.numel() <= _MOST_VALUES and _takes_layouts(kernel.device.type, kernel.dtype)


@cache
def _takes_layouts(device: str, dtype: torch.dtype) -> bool:
    """Return whether oneDNN convolves there by kernels that lie as it says."""
    if device != "cpu" or platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    is_there = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    if not (is_there and all(hasattr(torch.ops.mkldnn, op) for op in _OPS)):
        return False
    if dtype == torch.bfloat16:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return dtype == torch.float32
