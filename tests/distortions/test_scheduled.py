"""Numbers of distortions that follow schedules."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dreamstream.distortions import REGISTRY, Chain, Distortion, Scheduled, Zoom, create
from dreamstream.distortions.roll import Roll
from dreamstream.distortions.scheduled import number_kinds
from dreamstream.errors import ExpressionError, UnknownNameError, UsageError
from dreamstream.frame import Moment
from dreamstream.schedule import Scope

SEED = Path(__file__).parents[1] / "data" / "seed.jpg"


@pytest.fixture
def picture(rng):
    return rng.uniform(0, 255, (20, 24, 3)).astype(np.float32)


def moment(index, frame_count=10):
    return Moment(index, Fraction(index, 4), 5, frame_count)


def test_at_every_moment_it_is_the_plain_distortion_of_then(picture):
    zoom = create({"type": "zoom", "scale": "0.02*f + t/100", "centre_x": "0:(0), 4:(1)", "centre_y": 0.25})
    for index in range(5):
        plain = Zoom(scale=0.02 * index + index / 400, centre_x=index / 4, centre_y=0.25)
        np.testing.assert_array_equal(zoom(picture, moment(index)), plain(picture, moment(index)))


def test_width_height_and_number_of_frames_are_known_when_it_is_applied(picture):
    zoom = create({"type": "zoom", "scale": "f/N/4", "centre_x": "h/w"})
    np.testing.assert_array_equal(zoom(picture, moment(2)), Zoom(scale=0.05, centre_x=20 / 24)(picture, moment(2)))


def test_the_amount_changes_like_any_other_option(picture):
    half = create({"type": "zoom", "amount": "f/4"})(picture, moment(2))
    np.testing.assert_array_equal(half, Zoom(amount=0.5)(picture, moment(2)))
    np.testing.assert_array_equal(create({"type": "zoom", "amount": "f"})(picture, moment(0)), picture)


def test_whole_numbers_are_rounded():
    steps = create({"type": "posterise", "levels": "2 + f/3"})
    assert [steps.at(Scope(frame)).levels for frame in range(4)] == [2, 2, 3, 3]


def test_a_chain_of_them_is_a_chain(picture):
    tables = [{"type": "zoom", "scale": "0.01*f"}, {"type": "rotate", "degrees": "f"}]
    plain = [{"type": "zoom", "scale": 0.03}, {"type": "rotate", "degrees": 3}]
    changing, then = (Chain(map(create, each)) for each in (tables, plain))
    assert all(isinstance(each, Distortion) for each in changing)
    np.testing.assert_array_equal(changing(picture, moment(3)), then(picture, moment(3)))


def test_a_plain_number_stays_plain_however_it_is_written():
    assert create({"type": "zoom", "scale": " 5e-2 "}) == Zoom(scale=0.05)


def test_an_option_that_takes_expressions_of_its_own_keeps_them():
    assert create({"type": "roll", "shift": "3*sin(n)"}) == Roll(shift="3*sin(n)")
    mixed = create({"type": "roll", "shift": "3*sin(n)", "group": "1 + f"})
    assert mixed.at(Scope(3)) == Roll(shift="3*sin(n)", group=4)


def test_it_is_written_as_the_table_it_was_read_from():
    table = {"type": "affine", "matrix": ((1.0, 0.1), (0.0, 1.0)), "amount": "0:(1), 9:(0.5)"}
    scheduled = create(table)
    assert isinstance(scheduled, Scheduled)
    assert {"type": scheduled.type, **scheduled.model_dump()} == table
    assert create(table) == scheduled
    assert create({**table, "amount": "0:(1), 9:(0.6)"}) != scheduled


def test_every_option_that_is_one_number_can_be_scheduled():
    given = {"distort": [{"type": "zoom"}], "reference": str(SEED)}
    for name, effect in ((name, REGISTRY[name]) for name in REGISTRY):
        required = {key: given[key] for key in effect.option_names() if key in given}
        defaults = {option: effect.model_fields[option].default for option in number_kinds(effect)}
        numbers = {option: default for option, default in defaults.items() if default is not None}
        scheduled = create({"type": name, **required, **{each: f"0*t + {number}" for each, number in numbers.items()}})
        plain = create({"type": name, **required, **numbers})
        assert scheduled.at(Scope(3)) == plain
        dumped = scheduled.model_dump(exclude_unset=True, by_alias=True)
        assert create({"type": name, **dumped}) == scheduled


def test_numbers_are_told_from_everything_else():
    assert number_kinds(REGISTRY["roll"]) == {"amount": float, "group": int, "every": int}
    assert number_kinds(REGISTRY["blur"]) == {"amount": float, "sigma": float, "sigma_y": float}
    assert "matrix" not in number_kinds(REGISTRY["affine"])


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({"scale": "0.1*sni(t)"}, ExpressionError, r"^zoom: scale: unknown function 'sni'; did .*\n  0.1\*sni\(t\)\n"),
        ({"scale": "0:(0.1), 60:(0.2"}, ExpressionError, r"^zoom: scale: .* is not closed\n"),
        ({"scale": "n"}, UsageError, "^zoom: scale: the variable n has no value here"),
        (
            {"centre_x": "2 - t"},
            UsageError,
            r"^zoom: centre_x should be .* 1, not 2.0, as at frame 0 of centre_x = '2 -",
        ),
        ({"scale": "t + 3"}, UsageError, r"^zoom: scale: 3 is neither .*, as at frame 0 of scale = 't \+ 3'$"),
        ({"scale": "t", "centre_x": 2}, UsageError, "^zoom: centre_x should be less than or equal to 1, not 2$"),
        ({"scale": "t", "scal": 2}, UnknownNameError, "^unknown zoom option 'scal'; did you mean 'scale'"),
    ],
)
def test_what_is_wrong_from_the_start_is_refused_at_once(options, error, sentence):
    with pytest.raises(error, match=sentence):
        create({"type": "zoom", **options})


def test_a_value_that_gets_out_of_range_is_refused_with_option_frame_value_and_range(picture):
    zoom = create({"type": "zoom", "centre_x": "f/4", "scale": "t/100"})
    zoom(picture, moment(4))
    with pytest.raises(
        UsageError, match=r"^zoom: centre_x should be .* 1, not 1.25, as at frame 5 of centre_x = 'f/4'$"
    ):
        zoom(picture, moment(5))


def test_without_an_end_the_number_of_frames_is_missed(picture):
    with pytest.raises(UsageError, match=r"^zoom: scale: the variable N has no value here: .* give --frames"):
        create({"type": "zoom", "scale": "f/N"})(picture, Moment(3))
