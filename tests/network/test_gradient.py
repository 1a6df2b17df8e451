"""The way back, and what it does not bring along."""

import subprocess
import sys

import torch

from dreamstream.network.gradient import input_gradient


def test_the_gradient_is_that_of_the_weighed_sum():
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    activations, diffs = [leaf**2, 3 * leaf], [torch.tensor([5.0, -1.0]), torch.tensor([1.0, 10.0])]
    assert input_gradient(leaf, activations, diffs, keep=True).tolist() == [2 * 1 * 5 + 3, 2 * 2 * -1 + 30]
    assert input_gradient(leaf, activations[1:], diffs[1:]).tolist() == [3, 30]


def test_the_classic_dream_does_not_bring_pytorchs_compiler():
    command = (
        "import sys, numpy as np, dreamstream;"
        "dreamstream.dream(np.zeros((64, 96, 3), np.uint8), octaves=2, iterations=1, device='cpu');"
        "sys.exit(bool({'torch._dynamo', 'sympy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-P", "-c", command], check=True, timeout=120)
