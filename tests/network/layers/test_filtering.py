"""However it is computed, the gradient is PyTorch's own; rectified tops are a ReLU's."""

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.network.layers.filtering import Filter, filtered

pairs = st.tuples(st.integers(1, 5), st.integers(1, 5))


@given(
    window=st.tuples(pairs, st.integers(1, 4), st.tuples(st.integers(0, 4), st.integers(0, 4)), st.integers(1, 2)),
    channels=st.sampled_from([1, 3, 4, 6]),
    groups=st.sampled_from([1, 2]),
    size=st.tuples(st.integers(9, 14), st.integers(9, 14)),
)
def test_the_gradient_is_that_of_the_convolution(window, channels, groups, size):
    kernel, stride, pad, dilation = window
    generator = torch.Generator().manual_seed(0)
    groups = groups if channels % groups == 0 else 1
    weight = torch.randn(4, channels // groups, *kernel, generator=generator)
    x = torch.randn(1, channels, *size, generator=generator).requires_grad_()
    convolve = Filter(weight, None, (stride, stride), pad, (dilation, dilation), groups)
    y = F.conv2d(x, weight, None, stride, pad, dilation, groups)
    diff = torch.randn(y.shape, generator=generator)
    (expected,) = torch.autograd.grad(y, x, diff)
    assert torch.allclose(convolve(x), y, rtol=1e-4, atol=1e-4)
    assert torch.allclose(convolve.back(diff, x.shape), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_rectified_tops_and_their_gradient_are_a_relus(dtype):
    generator = torch.Generator().manual_seed(0)
    weight, bias = torch.randn(5, 3, 1, 1, generator=generator).to(dtype), torch.zeros(5, dtype=dtype)
    x = torch.randn(1, 3, 4, 6, generator=generator).to(dtype)
    x[:, :, 0] = 0  # Where the gradient is 0, as below.
    tops, backward = filtered(x, Filter(weight, bias, (1, 1), (0, 0), (1, 1)), (2, 3), rectifies=True)
    x.requires_grad_()
    expected = torch.relu(F.conv2d(x, weight, bias)).split((2, 3), 1)
    diffs = [torch.randn(top.shape, generator=generator).to(dtype) for top in tops]
    (gradient,), (expected_gradient,) = backward(diffs), torch.autograd.grad(expected, x, diffs)
    assert all(map(torch.equal, tops, expected))
    assert not gradient[:, :, 0].any()
    assert torch.allclose(gradient.float(), expected_gradient.float(), rtol=0.02, atol=0.02)


@pytest.mark.parametrize("rectifies", [True, False])
def test_a_top_without_a_diff_has_one_of_zeros(rectifies):
    generator = torch.Generator().manual_seed(0)
    weight, x = torch.randn(5, 3, 1, 1, generator=generator), torch.randn(1, 3, 4, 6, generator=generator)
    (first, second), backward = filtered(x, Filter(weight, None, (1, 1), (0, 0), (1, 1)), (2, 3), rectifies=rectifies)
    for some, all_ in (((None, second), (0 * first, second)), ((first, None), (first, 0 * second))):
        assert torch.equal(*backward(some), *backward(all_))


def test_what_is_not_a_number_is_seen_in_float16():
    x = torch.full((1, 1, 1, 1), -torch.nan, dtype=torch.float16)
    one = torch.ones(1, 1, 1, 1, dtype=torch.float16)
    (top,), _ = filtered(x, Filter(one, None, (1, 1), (0, 0), (1, 1)), rectifies=True)
    assert top.isnan().all()
