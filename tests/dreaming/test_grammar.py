"""What is written is what is climbed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.dreaming import Formula, Guided, Target, parse_formula
from dreamstream.errors import ExpressionError, UsageError

LAYERS = st.from_regex(r"[A-Za-z0-9_/.]+", fullmatch=True)
CHANNELS = st.lists(st.integers(0, 999), min_size=1, max_size=3).map(tuple)
TERMS = st.one_of(
    st.builds(Target, LAYERS, st.just(()) | CHANNELS),
    st.builds(Target, LAYERS, CHANNELS, is_logit=st.just(value=True)),
    st.builds(Target, LAYERS, random_channels=st.integers(1, 99), is_logit=st.booleans()),
    st.builds(Guided, st.from_regex(r"[a-z]([a-z ()+*-]*[a-z.])?", fullmatch=True), LAYERS),
)
WEIGHTS = st.floats(-1e6, 1e6).map(lambda weight: weight + 0.0)


@given(st.lists(st.tuples(WEIGHTS, TERMS), min_size=1, max_size=4).map(tuple).map(Formula))
def test_a_formula_is_read_as_it_writes_itself(formula):
    assert parse_formula(str(formula)) == formula


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("objects", Formula(((1.0, Target("objects")),))),
        (" - conv2:3,17 ", -Target("conv2", (3, 17))),
        ("+inception_4c/output", 1 * Target("inception_4c/output")),
        ("objects+.5*textures-2 * 1x1", Target("objects") + 0.5 * Target("textures") - 2 * Target("1x1")),
        (
            "logit( motif5:12 ) + conv2:random(3)",
            Target("motif5", (12,), is_logit=True) + Target("conv2", random_channels=3),
        ),
        ("guide( my photo (1)+2.jpg ) @ parts - a", Guided("my photo (1)+2.jpg", "parts") - Target("a")),
        ("guide(a.jpg)@x + guide(b)@y", Guided("a.jpg", "x") + Guided("b", "y")),
    ],
)
def test_the_ways_to_write(text, formula):
    assert parse_formula(text) == formula


@pytest.mark.parametrize(
    ("text", "complaint", "column"),
    [
        ("", "expected LAYER", 0),
        ("objects +", "expected LAYER", 9),
        ("objects textures", r"expected \+ or - between two terms", 7),
        ("objects + * parts", "expected LAYER", 10),
        ("objects * 2", r"expected \+ or - between two terms", 7),
        ("a + conv2:", "expected LAYER", 4),
        ("a + conv2:3,", r"expected \+ or - between two terms", 11),
        ("guide(photo.jpg)", "expected LAYER", 0),
        ("0.5*", "expected LAYER", 4),
        ("a--b", "expected LAYER", 2),
        ("logit(motif5)", "names no channel", None),
        ("a:random(0)", "no place to dream", None),
        ("1e999*a", "the weight of a is inf", None),
    ],
)
def test_what_can_not_be_read_is_refused_with_its_place(text, complaint, column):
    with pytest.raises(UsageError, match=complaint) as caught:
        parse_formula(text)
    if column is not None:
        assert isinstance(caught.value, ExpressionError)
        assert caught.value.column == column
