"""What wishes come to: acts with absolute values, by the frame."""

import pytest

from dreamstream.steering.hand import Choices, Hand, act_of
from dreamstream.steering.wishes import Point, Wish
from dreamstream.tables import Act

NOTHING = Hand()
CHOICES = Choices(("edges", "textures", "parts"), 1, ("a", "b", "c"), "b")


def made(*wishes, hand=NOTHING, choices=CHOICES):
    return act_of(wishes, hand, choices, 7)


@pytest.mark.parametrize(
    ("wish", "hand", "keys"),
    [
        (Wish.LEFT, Hand(), {"centre": (0.45, 0.5)}),
        (Wish.DOWN, Hand(centre=(0.2, 0.98)), {"centre": (0.2, 1.0)}),
        (Point(1.2, 0.25), Hand(), {"centre": (1.0, 0.25)}),
        (Wish.DEEPER, Hand(), {"end": "parts"}),
        (Wish.DEEPER, Hand(end="parts"), {"end": "parts"}),
        (Wish.SHALLOWER, Hand(), {"end": "edges"}),
        (Wish.STRONGER, Hand(), {"amount": 1.25}),
        (Wish.WEAKER, Hand(amount=0.1), {"amount": 0.1}),
        (Wish.STRONGER, Hand(amount=9), {"amount": 10.0}),
        (Wish.NEXT_PRESET, Hand(), {"preset": "c"}),
        (Wish.NEXT_PRESET, Hand(preset="c"), {"preset": "a"}),
        (Wish.PREVIOUS_PRESET, Hand(preset="a"), {"preset": "c"}),
        (Wish.DISTORT, Hand(), {"distorted": False}),
        (Wish.DISTORT, Hand(distorted=False), {"distorted": True}),
        (Wish.PICTURE, Hand(), {"start": "picture"}),
    ],
)
def test_a_wish_sets_absolutely_what_it_asks_for_relatively(wish, hand, keys):
    assert made(wish, hand=hand) == Act(frame=7, **keys)


def test_several_wishes_of_one_frame_are_one_act():
    assert made(Wish.UP, Wish.UP, Wish.DEEPER) == Act(frame=7, centre=(0.5, 0.4), end="parts")


def test_a_restart_undoes_what_came_before_it_but_not_what_comes_after():
    act = made(Wish.UP, Wish.RESTART, Wish.DEEPER, hand=Hand(amount=2, preset="a"))
    assert act == Act(frame=7, start="recipe", end="parts")
    assert Hand(amount=2, preset="a").after(act) == Hand(end="parts")


def test_nothing_comes_of_holding_and_of_choosing_among_nothing():
    assert made(Wish.HOLD) is None
    assert made(Wish.DEEPER, Wish.NEXT_PRESET, choices=Choices((), 0, ())) is None


@pytest.mark.parametrize(("wish", "preset"), [(Wish.NEXT_PRESET, "a"), (Wish.PREVIOUS_PRESET, "c")])
def test_where_no_preset_is_known_the_list_is_entered_at_its_ends(wish, preset):
    assert made(wish, choices=Choices((), 0, ("a", "b", "c"))).preset == preset
