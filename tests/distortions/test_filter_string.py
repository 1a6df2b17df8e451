"""Chains in one line, as FFmpeg writes its filters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.distortions import REGISTRY, Rotate, Zoom, create, parse_chain
from dreamstream.distortions.filter_string import positional_options, split_filters
from dreamstream.errors import ExpressionError
from dreamstream.schedule import Scope


def in_quotes(text):
    return "'" + text.replace("'", r"'\''") + "'"


def with_backslashes(text):
    return "".join(f"\\{character}" for character in text) or "''"


NAMES = st.from_regex(r"[a-z]\w{0,8}", fullmatch=True)
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(",:='\\[] "), st.characters()), max_size=12)
WRITTEN = st.tuples(TEXTS, st.sampled_from([in_quotes, with_backslashes]))


@given(st.lists(st.tuples(NAMES, st.lists(st.tuples(NAMES | st.none(), WRITTEN), max_size=4)), min_size=1, max_size=3))
def test_what_is_quoted_is_read_as_it_was(filters):
    def option(name, text, quote):
        return (f"{name}=" if name else "") + quote(text)

    line = ",".join(
        name + ("=" if options else "") + ":".join(option(key, *written) for key, written in options)
        for name, options in filters
    )
    read = [(each.name, [(option.name, option.value) for option in each.options]) for each in split_filters(line)]
    assert read == [(name, [(key, text) for key, (text, _) in options]) for name, options in filters]


def test_commas_part_distortions_and_colons_options():
    line = "zoom=scale=0.03:centre_x=0.4,rotate=degrees=1.5"
    assert parse_chain(line) == (Zoom(scale=0.03, centre_x=0.4), Rotate(degrees=1.5))
    assert parse_chain("zoom,rotate") == (Zoom(), Rotate())


@pytest.mark.parametrize(
    "line",
    [
        r"zoom=scale='0:(0.02), 60:(0.05)'",
        r"zoom=scale=0\:(0.02)\, 60\:(0.05)",
        r"zoom='0:(0.02), '60\:(0.05)",
        "  zoom = scale = '0:(0.02), 60:(0.05)'  ",
    ],
)
def test_quotes_and_backslashes_protect(line):
    assert parse_chain(line) == (create({"type": "zoom", "scale": "0:(0.02), 60:(0.05)"}),)


def test_a_backslash_makes_no_number_a_text():
    assert parse_chain(r"zoom=scale=0\.02") == (Zoom(scale=0.02),)


def test_values_without_a_name_are_the_first_options():
    assert parse_chain("zoom=0.03:0.1:0.2:wrap") == (Zoom(scale=0.03, centre_x=0.1, centre_y=0.2, border="wrap"),)
    assert parse_chain("zoom=0.03:amount=0.5") == (Zoom(scale=0.03, amount=0.5),)


def test_a_distortions_own_options_come_first_and_the_amount_last():
    own_first = {name: positional_options(REGISTRY[name]) for name in REGISTRY}
    assert own_first["zoom"] == ["scale", "centre_x", "centre_y", "border", "interpolation", "amount"]
    assert own_first["squeeze"][0] == "scale"
    assert {options[-1] for options in own_first.values()} == {"amount"}


def test_a_comparison_is_no_name():
    (zoom,) = parse_chain("zoom=f==1")
    assert [zoom.at(Scope(frame)).scale for frame in (0, 1)] == [0, 1]


def test_lists_are_written_as_in_toml():
    (affine,) = parse_chain("affine=matrix='[1, 0.9]':offset='[0, 2]'")
    np.testing.assert_array_equal(affine.matrix, [1, 0.9])


@pytest.mark.parametrize(
    ("line", "column", "complaint"),
    [
        ("", 0, "a distortion's name is missing here"),
        ("zoom,", 5, "a distortion's name is missing here"),
        ("zoom=", 5, "a value is missing here"),
        ("zoom=scale=:0.5", 11, "a value is missing here"),
        ("rotate,zom=1", 7, "unknown distortion 'zom'; did you mean 'zoom'"),
        ("zoom=0.1:scl=1", 9, "unknown zoom option 'scl'; did you mean 'scale'"),
        ("zoom=scale='0:(0.1)", 11, "a quote is not closed"),
        ("zoom=0.1:scale=0.2", 9, "scale is given twice"),
        ("zoom=scale=0.1:0.2", 15, "a value needs a name here"),
        ("hue-drift=1:1:1:1", 16, "a value needs a name here"),
        ("zoom,zoom=centre_x=2", 5, "zoom: centre_x should be less than or equal to 1, not '2'"),
        ("rotate,zoom=scale=0.1*", 4, "zoom: scale: something is missing at the end"),
        ("affine=matrix='[1, '", 0, "affine: matrix: "),
    ],
)
def test_a_line_that_can_not_be_read_says_where(line, column, complaint):
    with pytest.raises(ExpressionError, match=complaint) as caught:
        parse_chain(line)
    assert caught.value.column == column


def test_distortions_of_distortions_are_written_as_toml_has_them():
    (turns,) = parse_chain("""alternate=every=12:distort='[{type = "zoom", scale = 0.02}, {type = "rotate"}]'""")
    table = {"type": "alternate", "every": 12, "distort": [{"type": "zoom", "scale": 0.02}, {"type": "rotate"}]}
    assert turns == create(table)
