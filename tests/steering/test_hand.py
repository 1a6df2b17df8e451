"""What wishes come to: acts with absolute values, by the frame."""

import pytest

from dreamstream.errors import UnknownNameError
from dreamstream.steering.hand import Choices, Hand, act_of
from dreamstream.steering.wishes import (
    CentreX,
    CentreY,
    Distorted,
    Held,
    Layer,
    Look,
    Point,
    Strength,
    Wish,
)
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


@pytest.mark.parametrize(
    ("wish", "hand", "keys"),
    [
        (Strength(1.4), Hand(amount=3), {"amount": 1.4}),
        (Strength(0), Hand(), {"amount": 0}),
        (Strength(99), Hand(), {"amount": 10}),
        (CentreX(0.3), Hand(), {"centre": (0.3, 0.5)}),
        (CentreY(1.3), Hand(centre=(0.3, 0.4)), {"centre": (0.3, 1)}),
        (Layer("conv2:3"), Hand(), {"end": "conv2:3"}),
        (Layer(0), Hand(), {"end": "edges"}),
        (Layer(0.34), Hand(), {"end": "textures"}),
        (Layer(1), Hand(), {"end": "parts"}),
        (Layer(1.7e308), Hand(), {"end": "parts"}),
        (Layer(-1), Hand(), {"end": "edges"}),
        (Look("c"), Hand(preset="a"), {"preset": "c"}),
        (Look(0.99), Hand(), {"preset": "c"}),
        (Distorted(False), Hand(), {"distorted": False}),
    ],
)
def test_a_setting_holds_whatever_held_before(wish, hand, keys):
    assert made(wish, hand=hand) == Act(frame=7, **keys)


def test_a_setting_that_changes_nothing_is_no_act():
    hand = Hand(end="parts", amount=1.4, centre=(0.3, 0.5), preset="c")
    same = (Strength(1.4), CentreX(0.3), Point(0.3, 0.5), Layer(1), Look("c"), Distorted(True))
    assert made(*same, hand=hand) is None
    assert made(Wish.STRONGER, Strength(1.4), hand=hand) == Act(frame=7, amount=1.4)


def test_only_presets_of_the_list_can_be_chosen_by_name():
    with pytest.raises(UnknownNameError, match=r"unknown preset '/etc/passwd\.toml'"):
        made(Look("/etc/passwd.toml"))


def test_several_wishes_of_one_frame_are_one_act():
    assert made(Wish.UP, Wish.UP, Wish.DEEPER) == Act(frame=7, centre=(0.5, 0.4), end="parts")


def test_a_restart_undoes_what_came_before_it_but_not_what_comes_after():
    act = made(Wish.UP, Wish.RESTART, Wish.DEEPER, hand=Hand(amount=2, preset="a"))
    assert act == Act(frame=7, start="recipe", end="parts")
    assert Hand(amount=2, preset="a").after(act) == Hand(end="parts")


def test_nothing_comes_of_holding_and_of_choosing_among_nothing():
    assert made(Wish.HOLD, Held(True)) is None
    assert made(Wish.DEEPER, Wish.NEXT_PRESET, Layer(0.5), Look(0.5), choices=Choices((), 0, ())) is None


@pytest.mark.parametrize(("wish", "preset"), [(Wish.NEXT_PRESET, "a"), (Wish.PREVIOUS_PRESET, "c")])
def test_where_no_preset_is_known_the_list_is_entered_at_its_ends(wish, preset):
    assert made(wish, choices=Choices((), 0, ("a", "b", "c"))).preset == preset


@pytest.mark.parametrize("wishes", [(Wish.RESTART, Wish.PICTURE), (Wish.PICTURE, Wish.RESTART)])
def test_a_restart_is_more_than_going_back_to_the_picture_whichever_comes_first(wishes):
    assert made(*wishes, hand=Hand(amount=2)) == Act(frame=7, start="recipe")
