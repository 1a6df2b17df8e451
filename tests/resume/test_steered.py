"""A render that hands steered, that broke off and was gone on with: nothing that they did is lost."""

import threading

import numpy as np
import pytest

from dreamstream import Recipe, render
from dreamstream.embedded import read_tables
from dreamstream.errors import SourceError
from dreamstream.preview import Display, Preview
from dreamstream.resume.journal import Journal
from dreamstream.resume.saved import Saved
from dreamstream.steering.wishes import Layer, Look, Point, Strength, Wish
from dreamstream.tables import Act

COUNT = 16
"""Frames of the recipe's film."""
END = "mix/output"


class NoDisplay(Display):
    """Shows nothing, and hands on it do nothing by themselves."""

    def open(self, title, size):
        pass

    show = poll = close = lambda *_: ()


class Scripted(Preview):
    """Wishes for things in time for the frames that a script names."""

    def __init__(self, display, stop, stem, script):
        super().__init__(display, stop, stem)
        self.script = script

    def tap(self, dream):
        tapped = super().tap(dream)

        def wished(frame):
            for wish in self.script.get(frame.index, ()):
                self.hands.wish(wish)
            return tapped(frame)

        return wished


@pytest.fixture(autouse=True)
def _presets(folder, tmp_path, monkeypatch):
    presets = tmp_path / "presets"
    presets.mkdir()
    monkeypatch.setenv("DREAMSTREAM_PRESETS", str(presets))
    (presets / "mine.toml").write_text(f"[dream]\nend = '{END}:1'\n[[distort]]\ntype = 'rotate'\ndegrees = 9\n")


@pytest.fixture
def steer(tmp_path):
    """Render with hands that follow a script; without one nobody's hands are there."""

    def steer(made, output, script=None, **options):
        display = None if script is None else NoDisplay()
        with Scripted(display, threading.Event(), tmp_path / output.partition(".")[0], script or {}) as preview:
            return render(made, "in.mkv", output, preview=preview, **options)

    return steer


@pytest.fixture
def break_off(steer, broken_at):
    """Steer a render that fails at a frame."""

    def break_off(index, *run, **options):
        broken_at(index)
        with pytest.raises(SourceError) as caught:
            steer(*run, **options)
        broken_at(None)
        assert caught.value.__notes__[-1] == "--resume goes on from there"

    return break_off


@pytest.fixture
def pixels(tmp_path, read_film):
    return lambda name: np.array([picture for _, picture in read_film(tmp_path / name)])


@pytest.fixture
def _early(monkeypatch):
    """Let the last state be that of a process that was killed soon after its sixth frame."""
    written = Journal.written
    monkeypatch.setattr(Journal, "written", lambda journal: journal._sink.kept_frames <= 6 and written(journal))


def of(name):
    """Return the recipe that a film carries."""
    return Recipe.parse(read_tables(name))


SCRIPT = {
    1: [Point(0.2, 0.7), Layer("conv1")],
    2: [Wish.STRONGER],
    3: [Wish.RESTART],
    4: [Look("mine"), Strength(2)],
    6: [Wish.PICTURE, Wish.RIGHT],
}
LOOKS = {
    "a zoom": {"distort": [{"type": "zoom"}], "dream": {"flow": "none"}},
    "flowing": {"distort": [{"type": "zoom"}], "dream": {"flow": "dis"}},
    "evolving": {"evolve": {"on": True, "patience_frames": 2}, "dream": {"blend": 0.2, "flow": "none"}},
    "at no feedback": {"distort": [{"type": "zoom"}], "dream": {"blend": 1.0}},
    "with acts of its own": {"act": [{"frame": 2, "preset": "mine"}, {"frame": 12, "end": "conv1"}]},
}


@pytest.mark.parametrize("later", [None, {}], ids=["nobody there", "hands at rest"])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_where_nothing_more_is_done_every_frame_is_that_of_an_unbroken_render(
    tmp_path, recipe, steer, break_off, pixels, *, look, later
):
    made = recipe(**look)
    steer(made, "whole.mkv", SCRIPT)
    # While the second preset's distortions mix with the first one's.
    break_off(9, made, "out.mkv", SCRIPT)
    break_off(12, made, "out.mkv", later, resume=True)
    records = []
    steer(made, "out.mkv", later, on_progress=records.append, resume=True)
    assert records[0].resumed_at > 0
    np.testing.assert_array_equal(pixels("out.mkv"), pixels("whole.mkv"))
    assert of("out.mkv").act == of("whole.mkv").act
    names = {path.name for path in tmp_path.glob("out*")}
    assert names == {"out.mkv", "out.acts.toml"}


EVERY_FRAME = {index: [Strength(1 + index / 8)] for index in range(COUNT)}


def test_what_both_runs_did_renders_the_whole_film_again(tmp_path, recipe, steer, break_off, pixels):
    made = recipe(distort=[{"type": "zoom"}])
    break_off(7, made, "out.mkv", {**EVERY_FRAME, 5: [Look("mine")]})
    kept = Saved.read(tmp_path / "out.part.mkv.state").past.frames
    # Whoever is there at once has to wait until the output has no more of the frames that are dreamed.
    steer(made, "out.mkv", {index: [Point(index / 20, 0.5)] for index in range(COUNT)}, resume=True)
    acts = of("out.mkv").act
    assert {act.frame for act in acts if act.amount} == {1, 2, 3, 4, 6}
    assert [act.frame for act in acts if act.centre] == list(range(kept, COUNT))
    assert sorted(acts, key=lambda act: act.frame) == list(acts)
    render(of("out.mkv").merge(recipe()), "in.mkv", "again.mkv")
    np.testing.assert_array_equal(pixels("again.mkv"), pixels("out.mkv"))
    recorded = Recipe.load(tmp_path / "out.acts.toml")
    assert (recorded.act, recorded.source.frames) == (acts, COUNT)


def test_an_encoder_that_holds_frames_back_makes_no_difference(recipe, steer, break_off):
    made = recipe(sink={"codec": "h264"})
    break_off(12, made, "out.mp4", EVERY_FRAME)
    steer(made, "out.mp4", {14: [Wish.LEFT]}, resume=True)
    acts = of("out.mp4").act
    assert [act.frame for act in acts] == [*range(1, 12), 14]


def test_what_a_budget_has_picked_is_part_of_it(recipe, steer, break_off, pixels, monkeypatch):
    picks = iter(range(99))
    limit = "dreamstream.steering.helm.Budget.__call__"
    monkeypatch.setattr(limit, lambda budget, wanted, held, size: wanted.within(1, 1 + next(picks) % 3))
    made = recipe(dream={"iterations": 3, "budget_seconds": 60}, distort=[{"type": "zoom"}])
    break_off(7, made, "out.mkv")
    steer(made, "out.mkv", resume=True)
    acts = of("out.mkv").act
    assert {act.limit for act in acts} == {(1, 1), (1, 2), (1, 3)}
    assert [act.frame for act in acts] == list(range(COUNT))
    render(of("out.mkv").merge(recipe(dream={"iterations": 3})), "in.mkv", "again.mkv")
    np.testing.assert_array_equal(pixels("again.mkv"), pixels("out.mkv"))


@pytest.mark.usefixtures("_early")
@pytest.mark.parametrize("left", [None, "act = 3"])
def test_without_the_file_beside_the_film_what_was_done_in_lost_frames_is_lost_too(
    tmp_path, recipe, steer, break_off, caplog, left
):
    break_off(9, recipe(), "out.mkv", {1: [Wish.STRONGER], 8: [Wish.WEAKER]})
    (tmp_path / "out.acts.toml").unlink()
    if left is not None:
        (tmp_path / "out.acts.toml").write_text(left)
    steer(recipe(), "out.mkv", resume=True)
    name = "out.acts.toml" if left is None else "out-2.acts.toml"
    assert of("out.mkv").act == Recipe.load(tmp_path / name).act == (Act(frame=1, amount=1.25),)
    assert ("what was done by hand from frame" in caplog.text) == (left is not None)


@pytest.mark.usefixtures("_early")
def test_what_is_to_be_done_again_survives_another_break(tmp_path, recipe, steer, break_off):
    break_off(9, recipe(), "out.mkv", {8: [Wish.STRONGER]})
    frames = Saved.read(tmp_path / "out.part.mkv.state").past.frames
    break_off(frames + 1, recipe(), "out.mkv", {frames: [Wish.LEFT]}, resume=True)
    steer(recipe(), "out.mkv", resume=True)
    assert of("out.mkv").act == (Act(frame=frames, centre=(0.45, 0.5)), Act(frame=8, amount=1.25))
