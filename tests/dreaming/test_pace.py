"""The fastest number of threads is found, kept, and left again when it is no longer the fastest."""

from dreamstream.dreaming.pace import Pace


def ran(pace, seconds, turns):
    """Let a pace take turns that last ``seconds[threads]``, and return how many threads each had."""
    taken = []
    for _ in range(turns):
        taken.append(pace.next())
        pace.took(taken[-1], seconds[taken[-1]])
    return taken


def test_it_begins_with_all_and_tries_others_ever_more_seldom():
    taken = ran(Pace(2), {1: 1.5, 2: 1.0}, 100)
    assert taken[:2] == [2, 2]
    tries = [turn for turn, threads in enumerate(taken) if threads == 1]
    assert tries == [2, 5, 10, 19, 36, 69]


def test_it_stays_with_what_is_faster_and_still_tries_more():
    taken = ran(Pace(2), {1: 1.0, 2: 1.5}, 40)
    assert taken[2] == 1
    assert 0 < taken[3:].count(2) < 8


def test_of_many_it_finds_the_fastest_by_halves():
    pace = Pace(12)
    ran(pace, {1: 4.0, 3: 2.0, 6: 1.0, 12: 1.5}, 40)
    assert pace.threads == 6


def test_a_hair_faster_is_not_worth_a_change():
    pace = Pace(2)
    ran(pace, {1: 0.95, 2: 1.0}, 40)
    assert pace.threads == 2


def test_when_it_becomes_much_slower_it_tries_at_once():
    pace = Pace(2)
    ran(pace, {1: 1.5, 2: 1.0}, 80)
    assert ran(pace, {1: 1.5, 2: 4.0}, 5)[-2:] == [1, 1]


def test_what_is_ruled_out_is_never_taken():
    pace = Pace(2)
    pace.rule_out(1)
    assert set(ran(pace, {2: 1.0}, 40)) == {2}


def test_one_thread_is_all_there_is():
    assert set(ran(Pace(1), {1: 1.0}, 40)) == {1}
