"""An operation's backward: its own, or autograd's through it alone."""

import subprocess
import sys

import torch

from dreamstream.network.layers.two_way import TwoWay, forward, with_one_top


def product(bottoms):
    return (bottoms[0] * bottoms[1],)


def test_autograd_goes_through_an_operation_by_itself():
    x, y = torch.tensor([2.0, 3.0]), torch.tensor([5.0, 7.0])
    (top,), backward = forward(product, [x, y])
    assert top.tolist() == [10, 21]
    assert not top.requires_grad
    for _ in range(2):
        assert [diff.tolist() for diff in backward([torch.tensor([1.0, -1.0])])] == [[5, -7], [2, -3]]


def test_a_top_without_diff_has_no_part_in_it_nor_does_a_bottom_that_is_not_read():
    x, y = torch.ones(2), torch.ones(2)
    _, backward = forward(lambda bottoms: (bottoms[0] * 3, bottoms[0] * 5), [x, y])
    diff, none = backward([None, torch.ones(2)])
    assert diff.tolist() == [5, 5]
    assert none is None


def test_an_operations_own_backward_is_taken():
    twice = with_one_top(lambda bottoms: (bottoms[0] * 2, lambda diff: (diff * 100,)))
    (top,), backward = forward(twice, [torch.ones(1)])
    assert (top.item(), backward([torch.ones(1)])[0].item()) == (2, 100)
    assert isinstance(twice, TwoWay)
    assert [each.item() for each in twice([torch.ones(1)])] == [2]


def test_the_way_back_is_gone_by_the_thread_that_asks():
    class Passing(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.clone()

        @staticmethod
        def backward(ctx, diff):
            seen.append(torch.autograd.is_multithreading_enabled())
            return diff

    seen = []
    _, backward = forward(lambda bottoms: (Passing.apply(*bottoms),), [torch.ones(2)])
    backward([torch.ones(2)])
    assert seen == [False]
    assert torch.autograd.is_multithreading_enabled()


def test_autograd_does_not_bring_pytorchs_compiler():
    command = (
        "import sys, torch;"
        "from dreamstream.network.layers.two_way import forward;"
        "forward(lambda bottoms: (bottoms[0] * 2,), [torch.ones(2)])[1]([torch.ones(2)]);"
        "sys.exit(bool({'torch._dynamo', 'sympy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-P", "-c", command], check=True, timeout=120)
