"""What a control is for, and what comes of the values it sends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.controls.words import WORDS
from dreamstream.errors import UsageError
from dreamstream.preview.base import CLOSED
from dreamstream.preview.keys import HELP, WISHES
from dreamstream.steering.hand import Choices, Hand, act_of
from dreamstream.steering.wishes import CentreX, Distorted, Held, Layer, Look, Point, Strength, Wish

VALUES = st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.text(), max_size=3)
CHOICES = Choices(("edges", "textures", "parts"), 1, ("a", "b", "c"))


@pytest.mark.parametrize(
    ("word", "values", "gesture"),
    [
        ("strength", [1.4], Strength(1.4)),
        ("centre", [0.25, 0.5], Point(0.25, 0.5)),
        ("centre-x", [0.1], CentreX(0.1)),
        ("layer", ["conv2"], Layer("conv2")),
        ("preset", [0.5], Look(0.5)),
        ("held", [1.0], Held(True)),
        ("distorted", [0.0], Distorted(False)),
        ("next-preset", [], Wish.NEXT_PRESET),
        ("hold", [1.0], Wish.HOLD),
        ("hold", [0.0], None),
        ("snapshot", [1.0], "s"),
        ("finish", [], "q"),
    ],
)
def test_values_become_a_gesture(word, values, gesture):
    assert WORDS[word].gesture(values) == gesture


@pytest.mark.parametrize(
    ("word", "values", "sentence"),
    [
        ("strength", ["much"], "it takes a number, not 'much'"),
        ("centre", [0.5], "it takes two numbers from 0 to 1, not 0.5"),
        ("held", [], "it takes a number, of which 0 is off, not nothing"),
        ("layer", ["a", "b"], "it takes a name, or a number from 0 to 1, not 'a' 'b'"),
    ],
)
def test_other_values_are_refused(word, values, sentence):
    with pytest.raises(UsageError) as caught:
        WORDS[word].gesture(values)
    assert str(caught.value) == sentence


def test_there_is_a_word_for_everything_that_keys_do_but_help_and_closing():
    made = {WORDS[word].gesture([1.0]) for word in WORDS if word not in ("centre", "layer", "preset")}
    assert set(Wish) <= made
    assert not {HELP, CLOSED, *WISHES} & made


@given(word=st.sampled_from(list(WORDS)), values=VALUES)
def test_whatever_is_sent_is_refused_or_a_gesture_that_acts_can_keep(word, values):
    try:
        gesture = WORDS[word].gesture(values)
        if gesture is not None and not isinstance(gesture, str):
            act_of((gesture,), Hand(), CHOICES, 0)
    except UsageError:
        pass
