"""When acts take effect; what they mean is said by a stand-in here."""

import threading
from fractions import Fraction

import numpy as np
import pytest
from fake_looks import FakeLooks

from dreamstream.dreaming import Octaves
from dreamstream.errors import Stopped, UsageError
from dreamstream.frame import Moment
from dreamstream.steering.hand import Hand
from dreamstream.steering.hands import Hands
from dreamstream.steering.helm import Helm
from dreamstream.steering.past import Past
from dreamstream.steering.wishes import Look, Point, Strength, Wish
from dreamstream.tables import Act

RATE = 10


@pytest.fixture(autouse=True)
def _presets(monkeypatch):
    monkeypatch.setattr("dreamstream.steering.granting.preset_names", lambda: ("10", "13", "20"))


@pytest.fixture
def hands():
    return Hands()


@pytest.fixture
def helm(hands):
    return lambda *acts: Helm(FakeLooks(), acts, hands)


def at(helm, index):
    return helm(Moment(index, Fraction(index, RATE)))


def layer(steered):
    (target,) = steered.settings.targets.values
    return target.layer


def levels(steered):
    return float(steered.distort(np.zeros((1, 1, 3), np.float32), Moment(0))[0, 0, 0])


def test_an_act_holds_from_its_frame_on(helm):
    steered = [
        at(helm, index) for helm in [helm(Act(frame=4, amount=3), Act(frame=2, end="edges"))] for index in range(6)
    ]
    assert [layer(each) for each in steered] == ["parts", "parts", *["edges"] * 4]
    assert [each.settings.step_size for each in steered] == [1, 1, 1, 1, 3, 3]


def test_while_nothing_changes_it_is_the_very_same(helm):
    steering = helm(Act(frame=2, end="edges"))
    first, second, third, fourth = (at(steering, index) for index in range(4))
    assert first is second
    assert third is fourth


def test_acts_of_frames_that_are_left_out_are_not_lost(helm):
    steering = helm(Act(frame=1, end="edges"), Act(frame=2, start="picture"))
    assert layer(at(steering, 5)) == "edges"


def test_a_start_is_one_frames_only_and_recipe_undoes_what_was_before(helm):
    steering = helm(Act(frame=0, end="edges"), Act(frame=1, start="picture"), Act(frame=3, start="recipe"))
    steered = [at(steering, index) for index in range(5)]
    assert [each.forgets for each in steered] == [False, True, False, True, False]
    assert [layer(each) for each in steered] == ["edges", "edges", "edges", "parts", "parts"]


def test_a_preset_comes_within_a_second(helm):
    steering = helm(Act(frame=0, preset="10"), Act(frame=20, preset="20"))
    steered = [levels(at(steering, index)) for index in range(32)]
    assert steered[:12] == pytest.approx([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10])
    assert steered[19:] == pytest.approx([10, *range(10, 20), 20, 20])


def test_wishes_become_acts_of_the_next_frame_which_give_the_same_again(helm, hands):
    steering = helm(Act(frame=1, end="edges"))
    steered = []
    wishes = {2: [Wish.DEEPER, Point(0.25, 0.5)], 4: [Wish.STRONGER], 5: [Wish.NEXT_PRESET], 7: [Wish.PICTURE]}
    for index in range(9):
        for wish in wishes.get(index, ()):
            hands.wish(wish)
        steered.append(at(steering, index))
    assert hands.acts == (
        Act(frame=2, end="textures", centre=(0.25, 0.5)),
        Act(frame=4, amount=1.25),
        Act(frame=5, preset="10"),
        Act(frame=7, start="picture"),
    )
    assert hands.hand == Hand(end="textures", centre=(0.25, 0.5), amount=1.25, preset="10")
    assert hands.layers == ("textures",)
    again = Helm(FakeLooks(), (Act(frame=1, end="edges"), *hands.acts))
    for index, before in enumerate(steered):
        now = at(again, index)
        assert (layer(now), now.settings.step_size, now.forgets) == (
            layer(before),
            before.settings.step_size,
            before.forgets,
        )
        assert levels(now) == levels(before)


def test_a_limit_holds_from_its_frame_on(helm):
    steering = helm(Act(frame=1, limit=(2, 3)), Act(frame=2, limit=(9, 9)), Act(frame=3, start="recipe"))
    wanted = Octaves(4, 1.4, 10)
    limited = [at(steering, index).limited(wanted, (40, 60), Moment(index)) for index in range(4)]
    assert limited == [wanted, Octaves(2, 1.4, 3), Octaves(4, 1.4, 9), wanted]


def test_what_a_budget_leaves_out_becomes_an_act_where_it_changes(hands):
    picks = iter([(3, 6), (3, 6), (4, 10)])
    steering = Helm(FakeLooks(), (), hands, budget=lambda wanted, held, size: wanted.within(*next(picks)))
    wanted, told = Octaves(4, 1.4, 10), []
    for index in range(3):
        at(steering, index).limited(wanted, (40, 60), Moment(index))
        told.append(hands.picked)
    assert told == [(3, 6), (3, 6), (4, 10)]
    assert hands.acts == (Act(frame=0, limit=(3, 6)), Act(frame=2, limit=(4, 10)))


def test_a_recipe_whose_acts_can_not_be_is_refused_before_anything_is_done():
    with pytest.raises(UsageError, match="bad luck"):
        Helm(FakeLooks(), (Act(frame=100, preset="13"),))


@pytest.mark.parametrize("wishes", [[Wish.RESTART], [Look("20"), Wish.RESTART], [Wish.RESTART, Wish.PICTURE]])
def test_a_restart_in_the_middle_of_a_change_of_preset_is_what_the_recipe_says_at_once(helm, hands, wishes):
    steering = helm(Act(frame=0, preset="10"))
    before = [levels(at(steering, index)) for index in range(5)]
    for wish in wishes:
        hands.wish(wish)
    after = [at(steering, index) for index in range(5, 9)]
    assert before == pytest.approx([0, 1, 2, 3, 4])
    assert [levels(each) for each in after] == [0, 0, 0, 0]
    assert [each.restarts for each in after] == [True, False, False, False]
    assert hands.acts == (Act(frame=5, start="recipe"),)


def test_going_back_to_the_picture_does_not_break_off_a_change_of_preset(helm, hands):
    steering = helm(Act(frame=0, preset="10"), Act(frame=5, start="picture"))
    steered = [at(steering, index) for index in range(12)]
    assert [levels(each) for each in steered] == pytest.approx([*range(11), 10])
    assert [(each.forgets, each.restarts) for each in steered[4:7]] == [(False, False), (True, False), (False, False)]


def test_a_stop_while_held_begins_no_frame_and_nothing_was_done_with_it(hands):
    stop = threading.Event()
    steering = Helm(FakeLooks(), (), hands, stop.is_set)
    at(steering, 0)
    hands.wish(Wish.HOLD)
    hands.wish(Wish.STRONGER)
    stop.set()
    with pytest.raises(Stopped):
        at(steering, 1)
    assert hands.acts == ()


PAST = Past(
    frames=9,
    acts=(Act(frame=2, preset="10"), Act(frame=6, end="edges"), Act(frame=8, amount=2)),
    times=((2, Fraction(1, 10)), (4, Fraction(3, 10)), (6, Fraction(1, 2)), (8, Fraction(7, 10))),
)
"""Of a video at uneven times; the act of frame 4 is the recipe's."""


def test_what_earlier_runs_did_holds_again_and_what_hands_do_waits(hands):
    hands.go_on(PAST)
    steering = Helm(FakeLooks(), (Act(frame=4, distorted=True), Act(frame=10, end="objects")), hands)
    hands.wish(Strength(3))
    # As a dreamer is brought to where it was: only frames with acts come, up to the one before the first.
    for index, seconds in PAST.times[:3]:
        steering(Moment(index, seconds))
    seventh = steering(Moment(7, Fraction(6, 10)))
    assert (layer(seventh), levels(seventh), seventh.settings.step_size) == ("edges", pytest.approx(5), 1)
    eighth, ninth, tenth = (at(steering, index) for index in (8, 9, 10))
    assert [each.settings.step_size for each in (eighth, ninth, tenth)] == [2, 3, 3]
    assert [layer(each) for each in (ninth, tenth)] == ["edges", "objects"]
    assert hands.acts == (*PAST.acts, Act(frame=9, amount=3))
    assert [index for index, _ in hands.times] == [2, 4, 6, 8, 9, 10]


def test_a_budget_does_not_pick_again_for_frames_that_are_in_the_output(hands):
    hands.go_on(Past(frames=2, acts=(Act(frame=0, limit=(1, 2)),), times=((0, Fraction(0)),)))
    steering = Helm(FakeLooks(), (), hands, budget=lambda wanted, held, size: wanted.within(3, 3))
    wanted = Octaves(4, 1.4, 10)
    limited = [at(steering, index).limited(wanted, (40, 60), Moment(index)) for index in range(3)]
    assert limited == [wanted.within(1, 2), wanted.within(1, 2), wanted.within(3, 3)]
    assert hands.acts == (Act(frame=0, limit=(1, 2)), Act(frame=2, limit=(3, 3)))


def test_what_was_done_in_lost_frames_is_done_again_and_hands_come_on_top(hands):
    hands.go_on(Past(frames=2))
    hands.coming = (Act(frame=3, end="edges", amount=2), Act(frame=5, start="recipe"))
    steering = Helm(FakeLooks(), (), hands)
    steered = []
    for index in range(5):
        if index == 3:
            hands.wish(Strength(3))
        steered.append(at(steering, index))
    assert [(layer(each), each.settings.step_size) for each in steered[2:]] == [("parts", 1), *[("edges", 3)] * 2]
    assert hands.acts == (Act(frame=3, end="edges", amount=2), Act(frame=3, amount=3))
    assert hands.coming == (Act(frame=5, start="recipe"),)
