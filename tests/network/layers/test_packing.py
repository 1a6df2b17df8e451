"""A kernel laid out for oneDNN convolves as it did before, at every size; where it can't be laid out, PyTorch does."""

import platform

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.network.layers import packing
from dreamstream.network.layers.packing import FixedConvolution, is_packed

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))


@pytest.fixture(autouse=True)
def asked_anew():
    packing._takes_layouts.cache_clear()
    yield
    packing._takes_layouts.cache_clear()


@given(
    size=st.tuples(st.integers(7, 40), st.integers(7, 40)),
    window=st.tuples(pairs, pairs, pairs, pairs),
    channels=st.sampled_from([(1, 3, 5), (2, 4, 6), (1, 24, 32)]),
    dtype=st.sampled_from([torch.float32, torch.bfloat16]),
)
def test_a_fixed_convolution_is_the_convolution(size, window, channels, dtype):
    sides, stride, pad, dilation = window
    groups, inputs, outputs = channels
    generator = torch.Generator().manual_seed(0)
    kernel = torch.randn(outputs, inputs // groups, *sides, generator=generator).to(dtype)
    bias = torch.randn(outputs, generator=generator).to(dtype)
    x = torch.randn(2, inputs, *size, generator=generator).to(dtype)
    convolve = FixedConvolution(kernel, bias, stride, pad, dilation, groups)
    expected = F.conv2d(x, kernel, bias, stride, pad, dilation, groups)
    tolerance = 1e-4 if dtype == torch.float32 else 0.02
    torch.testing.assert_close(convolve(x), expected, rtol=tolerance, atol=10 * tolerance)
    # The layout that was kept.
    torch.testing.assert_close(convolve(x), expected, rtol=tolerance, atol=10 * tolerance)


def test_it_may_be_padded_otherwise():
    kernel, x = torch.ones(1, 1, 3, 3), torch.ones(1, 1, 8, 8)
    convolve = FixedConvolution(kernel, pad=(1, 1))
    assert convolve(x).shape[2:] == (8, 8)
    assert convolve(x, (2, 0)).shape[2:] == (10, 6)


def test_there_are_never_more_layouts_than_sizes_in_a_render():
    convolve = FixedConvolution(torch.ones(1, 1, 3, 3))
    for width in range(8, 60):
        assert convolve(torch.ones(1, 1, 8, width)).shape[3] == width - 2
        assert len(convolve._layouts) <= packing._MOST_SIZES


def test_a_large_kernel_is_not_kept_again_for_every_size():
    convolve = FixedConvolution(torch.ones(512, 128, 2, 3))
    assert not is_packed(convolve.kernel)
    assert convolve(torch.ones(1, 128, 4, 4)).eq(128 * 6).all()


@pytest.mark.parametrize("missing", ["machine", "library", "op", "bfloat16"])
def test_where_oneDNN_does_not_take_layouts_pytorch_convolves(missing, monkeypatch):
    kernel, x = torch.ones(4, 2, 3, 3, dtype=torch.bfloat16), torch.ones(1, 2, 5, 5, dtype=torch.bfloat16)
    if missing == "machine":
        monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    elif missing == "library":
        monkeypatch.setattr(torch.backends.mkldnn, "is_available", lambda: False)
    elif missing == "op":
        monkeypatch.setattr(packing, "_OPS", ("_an_op_that_is_not_there",))
    else:
        monkeypatch.setattr(torch.ops.mkldnn, "_is_mkldnn_bf16_supported", lambda: False)
    assert not is_packed(kernel)
    assert FixedConvolution(kernel)(x).eq(18).all()
