"""The way back, and what it does not bring along."""

import subprocess
import sys

import pytest
import torch

from dreamstream.network.fusion import Stage
from dreamstream.network.gradient import input_gradient
from dreamstream.network.graph import Plan, Version
from dreamstream.network.tape import Tape


@pytest.fixture
def gradient():
    """The gradient of data by functions of them, each weighed by a diff."""

    def gradient(data, functions, diffs):
        ends = tuple(Version(f"end{index}", 0) for index in range(len(functions)))
        tape = Tape(Plan(Version("data", 0), (), ends), data)
        for end, function in zip(ends, functions, strict=True):
            tape.run(Stage(None, (Version("data", 0),), (end,)), lambda bottoms, f=function: [f(*bottoms)], [data])
        return input_gradient(tape, ends, diffs)

    return gradient


def test_the_gradient_is_that_of_the_weighed_sum(gradient):
    functions, diffs = [torch.square, lambda x: 3 * x], [torch.tensor([5.0, -1.0]), torch.tensor([1.0, 10.0])]
    assert gradient(torch.tensor([1.0, 2.0]), functions, diffs).tolist() == [2 * 1 * 5 + 3, 2 * 2 * -1 + 30]


@pytest.mark.parametrize("size", [6e4, 1.0, 1e-6])
def test_float16_neither_overflows_nor_vanishes_on_the_way_back(gradient, size):
    # Diffs grow a hundredfold, where the sixty-thousandth part of the range was left, or shrink to a hundredth.
    for factor in (100.0, 0.01):
        data = torch.tensor([1.0, 0.5], dtype=torch.float16)
        diffs = [torch.tensor([size, -size / 2], dtype=torch.float16)] * 2
        found = gradient(data, [lambda x, by=factor: x * by, lambda x, by=factor: x * (by / 2)], diffs)
        assert found.dtype == torch.float32
        assert found.tolist() == pytest.approx([1.5 * factor * each for each in diffs[0].tolist()], rel=2e-3)


def test_no_diff_in_float16_is_no_gradient_and_one_beyond_its_range_is_seen(gradient):
    for diff, is_finite in ((0.0, True), (torch.inf, False)):
        data = torch.ones(2, dtype=torch.float16)
        found = gradient(data, [lambda x: x * 2], [torch.full((2,), diff, dtype=torch.float16)])
        assert found.isfinite().all() == is_finite
        assert not found.nan_to_num().any()


def test_the_classic_dream_does_not_bring_pytorchs_compiler():
    command = (
        "import sys, numpy as np, dreamstream;"
        "dreamstream.dream(np.zeros((64, 96, 3), np.uint8), octaves=2, iterations=1, device='cpu');"
        "sys.exit(bool({'torch._dynamo', 'sympy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-P", "-c", command], check=True, timeout=120)
