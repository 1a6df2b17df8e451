"""A tape leads back through what was run on it, once or as often as one likes."""

import weakref

import pytest
import torch

from dreamstream.network.fusion import Stage
from dreamstream.network.graph import Plan, Version
from dreamstream.network.layers.two_way import TwoWay, with_one_top
from dreamstream.network.tape import Tape

DATA, FIRST, SECOND, THIRD = (Version(name, 0) for name in ("data", "first", "second", "third"))


def times(factor):
    return with_one_top(lambda bottoms: (bottoms[0] * factor, lambda diff: (diff * factor,)))


def unexpected(diffs):
    raise AssertionError("nobody asked for it")


@pytest.fixture
def tape():
    """3 x, then 5 times that, and beside it something that leads nowhere."""
    data = torch.ones(2)
    tape = Tape(Plan(DATA, (), (FIRST, SECOND, THIRD)), data)
    (first,) = tape.run(Stage(None, (DATA,), (FIRST,)), times(3), [data])
    tape.run(Stage(None, (FIRST,), (SECOND,)), times(5), [first])
    tape.run(Stage(None, (FIRST,), (THIRD,)), TwoWay(lambda bottoms: (bottoms, unexpected)), [first])
    return tape


def test_diffs_add_up_where_ways_back_meet(tape):
    one = torch.ones(2)
    assert tape.back([FIRST, SECOND, SECOND], [one, 10 * one, 20 * one]).tolist() == [3 * (1 + 5 * (10 + 20))] * 2


def test_it_can_be_gone_back_again_where_it_is_kept(tape):
    one = torch.ones(2)
    assert [tape.back([end], [one], keep=True).tolist() for end in (SECOND, FIRST, SECOND)] == [
        [15] * 2,
        [3] * 2,
        [15] * 2,
    ]


@pytest.mark.parametrize("keep", [True, False])
def test_what_stages_have_kept_goes_as_soon_as_it_is_no_longer_needed(keep):
    class Kept:
        """Stands in for a tensor."""

    held, left = [], []

    def holding(kept):
        return with_one_top(lambda bottoms: (bottoms[0], lambda diff: kept and note(diff)))

    def note(diff):
        left.append(sum(each() is not None for each in held))
        return (diff,)

    tape = Tape(Plan(DATA, (), (SECOND,)), torch.ones(2))
    for reads, writes in ((DATA, FIRST), (FIRST, SECOND)):
        kept = Kept()
        held.append(weakref.ref(kept))
        tape.run(Stage(None, (reads,), (writes,)), holding(kept), [torch.ones(2)])
        del kept
    tape.back([SECOND], [torch.ones(2)], keep=keep)
    assert left == ([2, 2] if keep else [2, 1])


def test_data_whose_values_nothing_depends_on_have_a_gradient_of_zero():
    data = torch.ones(2)
    tape = Tape(Plan(DATA, (), (FIRST,)), data)
    tape.run(Stage(None, (DATA,), (FIRST,)), lambda bottoms: [torch.ones(bottoms[0].shape, requires_grad=True)], [data])
    assert tape.back([FIRST], [torch.ones(2)]).tolist() == [0, 0]
