import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from dreamstream.errors import ExpressionError, UsageError
from dreamstream.schedule import Expression, Scope

SCOPE = Scope(frame=30, seconds=1.25, width=64, height=36, frame_count=240, column=np.arange(8.0), seed=5)


def value(text, scope=SCOPE):
    return Expression.parse(text)(scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.03 + 0.02*sin(2*pi*t/5)", 0.05),
        ("f / N", 0.125),
        ("w*h", 2304),
        ("-2**2", -4),
        ("2**3**2", 512),
        ("2^-1", 0.5),
        ("10 - 4 - 3", 3),
        ("-7 // 2", -4),
        ("-7 % 5", 3),
        ("1 + 2 * 3 < 8", 1),
        ("(1 < 2) - (2 < 1)", 1),
        ("if(f >= 30, .5, 1e3)", 0.5),
        ("min(3, 1, 2) + max(4)", 5),
        ("+5", 5),
        ("e - exp(1) + tau - 2*pi", 0),
    ],
)
def test_arithmetic_means_what_it_means_everywhere(text, expected):
    assert value(text) == pytest.approx(expected)


NUMBERS = st.integers(1, 9).map(str)
SUMS = st.recursive(
    NUMBERS,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", ">="]), inner).map(
        lambda parts: f"({parts[0]} {parts[1]} {parts[2]})" if parts[1] in "<>=" else " ".join(parts)
    ),
    max_leaves=8,
)


@given(text=SUMS)
def test_precedence_is_pythons(text):
    try:
        expected = eval(text)
    except ZeroDivisionError:
        reject()
    assert value(text) == pytest.approx(float(expected))


def test_n_gives_a_value_for_each_column():
    np.testing.assert_array_equal(value("floor(n / 3)"), [0, 0, 0, 1, 1, 1, 2, 2])
    np.testing.assert_array_equal(value("where(n % 2 == 0, f, -n)"), [30, -1, 30, -3, 30, -5, 30, -7])


def test_random_numbers_belong_to_their_frame_column_seed_and_call():
    here = value("randint(-5, 5)")
    np.testing.assert_array_equal(here, value("randint(-5, 5)"))
    others = [Scope(31, column=np.arange(8.0), seed=5), Scope(30, column=np.arange(8.0), seed=6)]
    assert all((value("randint(-5, 5)", other) != here).any() for other in others)
    assert np.any(value("random() - random()"))
    many = value("randint(0, 3)", Scope(column=np.arange(4000.0)))
    assert np.bincount(many.astype(int)) == pytest.approx([1000] * 4, rel=0.1)
    bounds = value("randint(-(1 + n % 2), 1 + n % 2)", Scope(column=np.arange(1000.0)))
    assert (set(bounds[::2]), set(bounds[1::2])) == ({-1, 0, 1}, {-2, -1, 0, 1, 2})


def test_noise_is_smooth_and_does_not_change_with_the_frame():
    steps = value("noise(n / 100)", Scope(column=np.arange(2000.0)))
    assert np.abs(np.diff(steps)).max() < 0.04
    assert np.ptp(steps) > 1
    assert value("noise(2.5)") == value("noise(2.5)", Scope(frame=99, seed=5))


@pytest.mark.parametrize(
    ("text", "column", "complaint"),
    [
        ("1 + floot(t)", 4, "unknown function 'floot'; did you mean 'floor'?"),
        ("2*T", 2, "unknown variable 'T'; known: N, e, f, h, n, pi, t"),
        ("sin t", 0, "sin is a function and needs brackets"),
        ("().__class__", 1, r"'\)' is not expected"),
        ("t.real", 1, "'.' is not expected"),
        ("t[0]", 1, r"'\[' is not expected"),
        ("__class__", 0, "unknown variable '__class__'"),
        ("__import__(1)", 0, "unknown function '__import__'"),
        ("sin('os')", 4, "is not expected"),
        ("1 +", 3, "something is missing at the end"),
        ("", 0, "something is missing"),
        ("1 2", 2, "'2' is not expected"),
        ("2*(1 + (3)", 2, "a bracket is not closed"),
        ("sin(1, 2)", 0, "sin takes 1 argument, not 2"),
        ("max()", 0, "max takes 1 or more arguments, not 0"),
        ("(" * 60 + "1" + ")" * 60, 50, "nested too deeply"),
        ("-" * 900 + "1", 50, "nested too deeply"),
        ("9" * 10_000_000, 0, "10000000 characters is too long"),
    ],
)
def test_anything_else_is_refused_with_its_place(text, column, complaint):
    with pytest.raises(ExpressionError, match=complaint) as caught:
        Expression.parse(text)
    assert caught.value.column == column
    assert len(str(caught.value)) < 300


def test_the_place_is_shown_by_a_caret():
    with pytest.raises(ExpressionError) as caught:
        Expression.parse("0.02 * foo(t)")
    assert str(caught.value).splitlines()[1:] == ["  0.02 * foo(t)", "         ^"]


def test_an_expression_knows_its_variables():
    assert Expression.parse("sin(2*pi*t) + max(f, N)").variables == {"pi", "t", "f", "N"}


@pytest.mark.parametrize("text", ["1/0", "log(-1)", "9**9**9**9", "0/0", "1/(n - 3)"])
def test_a_result_that_is_no_number_is_refused_with_its_frame(text):
    with pytest.raises(UsageError, match="at frame 30, which is no number to go on with"):
        value(text)


@pytest.mark.parametrize(
    ("text", "why"), [("N", "the input has no known end; give --frames"), ("n", "it numbers columns"), ("w", "picture")]
)
def test_a_variable_without_a_value_says_why(text, why):
    with pytest.raises(UsageError, match=f"the variable {text} has no value here: .*{why}"):
        value(text, Scope())
