"""What is dreamed within a time, by costs that are numbers here."""

from hypothesis import given
from hypothesis import strategies as st

from dreamstream.dreaming import Budget, Meter, Octaves
from dreamstream.dreaming.budget import affordable
from dreamstream.dreaming.meter import Cost

COST = Cost(0.01, (0.004, 0.002, 0.001))
"""A step at all three octaves takes 7 ms."""
WANTED = Octaves(3, 1.4, 10)
seconds = st.floats(0.001, 0.2)
parts = st.builds(WANTED.within, st.integers(1, 3), st.integers(1, 10))


def picked(budget_seconds, held=WANTED):
    octaves = affordable(WANTED, held, COST, budget_seconds)
    return octaves.count, octaves.iterations


def test_steps_are_left_out_first_and_octaves_where_not_a_single_step_at_all_of_them_fits():
    budgets = [1.0, 0.08, 0.06, 0.025, 0.0165, 0.0145]
    assert [picked(each) for each in budgets] == [(3, 10), (3, 10), (3, 7), (3, 2), (2, 1), (1, 1)]


def test_one_step_at_one_octave_is_left_however_small_the_budget_is():
    assert picked(0.001) == picked(0.001, WANTED.within(1, 1)) == (1, 1)


@given(budget_seconds=seconds, held=parts)
def test_it_never_is_more_than_wanted_nor_dearer_than_the_budget(budget_seconds, held):
    octaves = affordable(WANTED, held, COST, budget_seconds)
    assert octaves == WANTED.within(octaves.count, octaves.iterations)
    assert COST.of(octaves) <= budget_seconds or (octaves.count, octaves.iterations) == (1, 1)


@given(budget_seconds=seconds, held=parts, tremble=st.lists(st.floats(0.93, 1.07), max_size=20))
def test_measurements_that_tremble_do_not_take_it_up_and_down(budget_seconds, held, tremble):
    octaves, costs = affordable(WANTED, held, COST, budget_seconds), []
    for factor in tremble:
        cost = Cost(COST.rest_seconds * factor, tuple(step * factor for step in COST.step_seconds))
        octaves = affordable(WANTED, octaves, cost, budget_seconds)
        costs.append(COST.of(octaves))
    assert costs in (sorted(costs), sorted(costs, reverse=True))


def test_more_is_dreamed_only_once_it_clearly_fits():
    held = WANTED.within(3, 7)
    assert picked(0.067, held) == (3, 7)
    assert picked(0.079, held) == (3, 8)


def test_it_goes_by_what_is_measured_at_the_sizes_of_the_octaves():
    # A step takes a microsecond for each of 100 * 100 and 50 * 50 pixels: 12.5 ms.
    budget = Budget(0.03, Meter(1e-6, 0.0))
    wanted = Octaves(2, 2.0, 10)
    assert budget(wanted, wanted, (100, 100)) == Octaves(2, 2.0, 2)


def test_where_nothing_is_dreamed_there_is_nothing_to_pick():
    asleep = Octaves(2, 1.4, 0)
    assert Budget(0.001, Meter(1.0, 1.0))(asleep, asleep, (100, 100)) == asleep
