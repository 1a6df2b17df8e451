from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.frame import Frame
from dreamstream.preview.recording import Recording
from dreamstream.recipe import Recipe
from dreamstream.tables import Act

RECIPE = Recipe.parse(
    {"dream": {"octaves": 2}, "distort": [{"type": "zoom"}], "act": [{"frame": 1, "centre": [0.2, 0.3]}]}
)


def test_the_acts_are_a_recipe_with_everything_that_held_when_they_were_done(tmp_path):
    recording = Recording(tmp_path / "out")
    recording.keep(RECIPE, (Act(frame=0, amount=2), Act(frame=9, end="objects", start="recipe")), 40)
    again = Recipe.load(tmp_path / "out.acts.toml")
    assert again.act == (Act(frame=0, amount=2), *RECIPE.act, Act(frame=9, end="objects", start="recipe"))
    assert (again.source.frames, again.dream, again.distort) == (40, RECIPE.dream, RECIPE.distort)


def test_a_budget_is_not_kept_but_what_it_picked(tmp_path):
    recording = Recording(tmp_path / "out")
    recording.keep(RECIPE.merge(Recipe.parse({"dream": {"budget_seconds": "80ms"}})), (Act(frame=2, limit=(1, 3)),))
    again = Recipe.load(tmp_path / "out.acts.toml")
    assert (again.dream, again.act[-1].limit) == (RECIPE.dream, (1, 3))


def test_it_is_written_again_but_never_over_what_was_there_before(tmp_path):
    (tmp_path / "out.acts.toml").write_text("mine")
    recording = Recording(tmp_path / "out")
    recording.keep(RECIPE, ())
    recording.keep(RECIPE, (Act(frame=3, amount=2),))
    assert (tmp_path / "out.acts.toml").read_text() == "mine"
    assert recording.path == tmp_path / "out-2.acts.toml"
    assert len(Recipe.load(recording.path).act) == 2


def test_what_can_not_be_written_is_told_and_no_more(tmp_path, caplog):
    Recording(tmp_path / "nowhere" / "out").keep(RECIPE, ())
    assert "the acts can't be written" in caplog.text


def test_a_snapshot_is_the_frame_itself(tmp_path, rng):
    frame = Frame(rng.integers(0, 256, (4, 6, 3), np.uint8), 12, Fraction(1))
    recording = Recording(tmp_path / "out")
    assert recording.snapshot(frame) == "saved out-000012.png"
    assert recording.snapshot(frame) == "saved out-000012-2.png"
    assert np.array_equal(cv2.imread(str(tmp_path / "out-000012.png"))[:, :, ::-1], frame.pixels)
    assert Recording(tmp_path / "nowhere" / "out").snapshot(frame).startswith("no snapshot: ")


def test_a_process_that_is_killed_while_it_writes_leaves_what_was_there_before(tmp_path, monkeypatch):
    recording = Recording(tmp_path / "out")
    recording.keep(RECIPE, (Act(frame=3, amount=2),))
    before = recording.path.read_bytes()

    def kill(path, text, **_):
        path.write_bytes(text[:40].encode())
        raise KeyboardInterrupt

    monkeypatch.setattr("pathlib.Path.write_text", kill)
    with pytest.raises(KeyboardInterrupt):
        recording.keep(RECIPE, (Act(frame=3, amount=2), Act(frame=4, amount=3)))
    assert recording.path.read_bytes() == before


def test_what_an_earlier_run_kept_is_told_without_the_recipes_own_and_what_a_budget_picked(tmp_path):
    acts = (Act(frame=0, amount=2), Act(frame=5, amount=3), Act(frame=6, limit=(1, 2)))
    Recording(tmp_path / "out").keep(RECIPE, acts)
    recording = Recording(tmp_path / "out")
    assert recording.go_on("out.acts.toml", RECIPE, 1) == (acts[1],)
    recording.keep(RECIPE, acts[:1])
    assert [path.name for path in tmp_path.iterdir()] == ["out.acts.toml"]
