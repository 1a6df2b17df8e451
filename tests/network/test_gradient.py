"""The way back, and what it does not bring along."""

import subprocess
import sys

import pytest
import torch

from dreamstream.network.gradient import input_gradient


def test_the_gradient_is_that_of_the_weighed_sum():
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    activations, diffs = [leaf**2, 3 * leaf], [torch.tensor([5.0, -1.0]), torch.tensor([1.0, 10.0])]
    assert input_gradient(leaf, activations, diffs, keep=True).tolist() == [2 * 1 * 5 + 3, 2 * 2 * -1 + 30]
    assert input_gradient(leaf, activations[1:], diffs[1:]).tolist() == [3, 30]


@pytest.mark.parametrize("size", [6e4, 1.0, 1e-6])
def test_float16_neither_overflows_nor_vanishes_on_the_way_back(size):
    # Diffs grow a hundredfold, where the sixty-thousandth part of the range was left, or shrink to a hundredth.
    for factor in (100.0, 0.01):
        leaf = torch.tensor([1.0, 0.5], dtype=torch.float16, requires_grad=True)
        diffs = [torch.tensor([size, -size / 2], dtype=torch.float16)] * 2
        gradient = input_gradient(leaf, [leaf * factor, leaf * (factor / 2)], diffs)
        assert gradient.dtype == torch.float32
        assert gradient.tolist() == pytest.approx([1.5 * factor * each for each in diffs[0].tolist()], rel=2e-3)


def test_no_diff_in_float16_is_no_gradient_and_one_beyond_its_range_is_seen():
    leaf = torch.ones(2, dtype=torch.float16, requires_grad=True)
    for diff, is_finite in ((0.0, True), (torch.inf, False)):
        gradient = input_gradient(leaf, [leaf * 2], [torch.full((2,), diff, dtype=torch.float16)])
        assert gradient.isfinite().all() == is_finite
        assert not gradient.nan_to_num().any()


def test_the_way_back_is_gone_by_the_thread_that_asks():
    class Passing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, diff):
            seen.append(torch.autograd.is_multithreading_enabled())
            return diff

    seen, leaf = [], torch.ones(2, requires_grad=True)
    input_gradient(leaf, [Passing.apply(leaf)], [torch.ones(2)])
    assert seen == [False]
    assert torch.autograd.is_multithreading_enabled()


def test_the_classic_dream_does_not_bring_pytorchs_compiler():
    command = (
        "import sys, numpy as np, dreamstream;"
        "dreamstream.dream(np.zeros((64, 96, 3), np.uint8), octaves=2, iterations=1, device='cpu');"
        "sys.exit(bool({'torch._dynamo', 'sympy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-P", "-c", command], check=True, timeout=120)
