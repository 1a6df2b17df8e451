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


VIDEO = replace(FILM, is_still=False)
TIMES = [Fraction(index, 24) + Fraction(index % 3, 1000) for index in range(240)]


@pytest.fixture
def check_video():
    """Check a recipe for a video of which these times are known."""

    def check_video(times=TIMES, **tables):
        check_schedules(complete(Recipe.parse(tables))[0], VIDEO, lambda: times)

    return check_video


def test_a_videos_own_times_count_as_far_as_they_are_known(check_video):
    # Out of its range from 6.334 s on, which is after 152 / 24 s.
    late = {"dream": {"strength": "min(1, 6.334 - t)"}}
    with pytest.raises(UsageError, match=r"is -\S+ at frame 152, and strength should be greater"):
        check_video(**late)
    check_video(TIMES[:152], **late)
    check_video([], **late)


WITHOUT_FLOW = {"dream": {"flow": "none"}}
FOR_A_WHILE = {"distort": [{"type": "zoom", "amount": "0:(1), 100:(2), 130:(1) step"}]}
FOR_LONGER = {"distort": [{"type": "zoom", "amount": "0:(1), 100:(2), 140:(1) step"}]}
REFUSED = "as at frame 100 of amount"


def test_where_a_dream_flows_a_distortion_may_pass_over_cuts(check_video):
    check_video(**FOR_A_WHILE)
    for tables in (FOR_A_WHILE | WITHOUT_FLOW, FOR_A_WHILE | {"dream": {"blend": 1.0}}, FOR_LONGER):
        with pytest.raises(UsageError, match=REFUSED):
            check_video(**tables)
    # At a blend of 1 nothing is carried.
    check_video(**FOR_LONGER, dream={"blend": "0:(0.5), 90:(1) step"})


def test_from_an_act_on_that_changes_the_look_nothing_is_known(check_video):
    for act in ({"preset": "zoom"}, {"distorted": False}):
        check(**FOR_LONGER, act=[{"frame": 99, **act}])
        with pytest.raises(UsageError, match=REFUSED):
            check(**FOR_LONGER, act=[{"frame": 101, **act}])
    with pytest.raises(UsageError, match=REFUSED):
        check_video(**FOR_LONGER, act=[{"frame": 9, "amount": 2}])


def test_of_motion_alone_only_what_moves_and_blends_counts():
    check(dream={"iterations": "10 - t*2", "motion_only": True})
    with pytest.raises(UsageError, match="blend"):
        check(dream={"blend": "f/9", "motion_only": True})
    with pytest.raises(UsageError, match=REFUSED):
        check(**FOR_LONGER, dream={"motion_only": True}, evolve={"on": True})


def test_a_video_is_looked_through_before_anything_is_written(tmp_path):
    render(Recipe.parse({"dream": {"motion_only": True}, "source": {"frames": 40}}), "noise:64x48", tmp_path / "a.mp4")
    recipe = Recipe.parse({"dream": {"motion_only": True}, "distort": [{"type": "zoom", "amount": "1 - f/9"}]})
    with pytest.raises(UsageError, match="frame 10 of amount"):
        render(recipe, tmp_path / "a.mp4", tmp_path / "out.mp4")
    with pytest.raises(UsageError, match="frame 10 of amount"):
        plan(recipe, tmp_path / "a.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
