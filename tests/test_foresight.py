"""Schedules that leave their range are refused before anything is rendered."""

from dataclasses import replace
from fractions import Fraction

import pytest

from dreamstream import plan, render
from dreamstream.completion import complete
from dreamstream.errors import UsageError
from dreamstream.foresight import check_schedules
from dreamstream.frame import StreamInfo
from dreamstream.recipe import Recipe

FILM = StreamInfo(64, 48, Fraction(24), Fraction(1, 24), 240, is_still=True)


def check(info=FILM, **tables):
    check_schedules(complete(Recipe.parse(tables))[0], info)


@pytest.mark.parametrize(
    ("tables", "told"),
    [
        (
            {"dream": {"blend": "0:(0), 200:(2)"}},
            r"'0:\(0\), 200:\(2\)' is 1.01 at frame 101, and blend should be less",
        ),
        ({"dream": {"iterations": "10 - t*2"}}, r"'10 - t\*2' is -1 at frame 127, and iterations should be greater"),
        ({"dream": {"lock": {"strength": "f/100"}}}, r"'f/100' is 1.01 at frame 101, and strength should be"),
        ({"distort": [{"type": "zoom", "amount": "1 - f/N*2"}]}, r"amount.*, as at frame 121 of amount = '1 - f/N\*2'"),
    ],
)
def test_the_key_and_the_frame_are_named(tables, told):
    with pytest.raises(UsageError, match=told):
        check(**tables)


def test_what_stays_in_range_or_is_not_known_beforehand_is_let_pass():
    late = {"dream": {"blend": "f/200"}}
    check(dream={"blend": "f/N"}, distort=[{"type": "zoom", "scale": "0.05*sin(t)"}])
    check(replace(FILM, frame_count=200), **late)
    check(replace(FILM, frame_count=None), **late)
    check(replace(FILM, is_still=False), **late)


def test_random_numbers_are_those_of_the_film():
    drawn = [{"type": "zoom"}, {"type": "zoom", "amount": "random()*1.02"}]
    with pytest.raises(UsageError, match="as at frame") as caught:
        check(distort=drawn)
    frame = int(str(caught.value).partition("as at frame ")[2].split()[0])
    check(replace(FILM, frame_count=frame), distort=drawn)


@pytest.mark.parametrize("motion_only", [False, True])
def test_nothing_is_written_of_such_a_film(tmp_path, motion_only):
    recipe = Recipe.parse({"dream": {"motion_only": motion_only}, "distort": [{"type": "zoom", "amount": "1 - f/9"}]})
    with pytest.raises(UsageError, match="frame 10 of amount"):
        render(recipe, "noise:64x48", tmp_path / "out.mp4")
    with pytest.raises(UsageError, match="frame 10 of amount"):
        plan(recipe, "noise:64x48")
    assert list(tmp_path.iterdir()) == []
