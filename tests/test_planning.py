"""What a render is said to take."""

import numpy as np
import pytest

from dreamstream import Plan, Recipe, Started, open_sink, plan, planning, render
from dreamstream.dreaming import Dreamer
from dreamstream.errors import SourceError, UsageError
from dreamstream.resume import journal
from dreamstream.resume.saved import Saved

QUICK = {
    "model": {"device": "cpu", "precision": "float32"},
    "dream": {"octaves": 2, "octave_scale": 2, "iterations": 3},
    "source": {"frames": 3, "size": "64x48"},
}


def test_a_recipe_is_planned_without_touching_the_output(tmp_path, rng):
    picture = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    (tmp_path / "out.mp4").write_bytes(b"earlier")
    made = plan(Recipe.parse(QUICK), picture, tmp_path / "out.mp4")
    assert (made.size, made.frame_count, made.tiles) == ((64, 48), 3, 1)
    assert made.seconds_per_frame > 0
    assert made.peak_bytes > 2**25
    assert made.output_bytes == open_sink(tmp_path / "out.mp4", overwrite=True).about_bytes(64 * 48, 3)
    assert made.device.endswith("float32")
    assert [path.name for path in tmp_path.iterdir()] == ["out.mp4"]
    assert (tmp_path / "out.mp4").read_bytes() == b"earlier"
    assert plan(Recipe.parse(QUICK), picture).output_bytes is None


def test_a_picture_is_planned_as_one_frame(tmp_path):
    recipe = Recipe.parse({**QUICK, "source": {"size": "64x48"}})
    assert plan(recipe, "noise:64x48", tmp_path / "out.png").frame_count == 1


def test_a_plan_is_made_on_the_threads_that_the_recipe_asks_for():
    recipe = Recipe.parse({**QUICK, "model": {**QUICK["model"], "threads": 3}})
    assert plan(recipe, "noise:64x48").device.endswith(", 3 threads, float32")


def test_without_a_dream_a_frame_takes_as_long_as_it_is_moved(tmp_path, monkeypatch):
    given = []

    def seconds(make, frame):
        given.append((make.carried is not None, frame.index, frame.pixels.shape))
        return 0.25

    monkeypatch.setattr(planning, "seconds_of", seconds)
    recipe = Recipe.parse({**QUICK, "dream": {"motion_only": True}, "distort": [{"type": "zoom"}]})
    made = plan(recipe, "noise:64x48", tmp_path / "out.mp4")
    assert given == [(True, 1, (48, 64, 3))]
    assert (made.frame_count, made.total_seconds, made.device) == (3, 0.75, "")
    assert made.output_bytes == open_sink(tmp_path / "out.mp4").about_bytes(64 * 48, 3)
    assert made.peak_bytes > 2**25


@pytest.mark.parametrize(("frames", "lead_in"), [(3, 2), (30, 10), (300, 48)])
def test_the_frames_that_lead_into_a_seamless_film_take_time_and_memory(frames, lead_in):
    made, plain = (
        plan(
            Recipe.parse(QUICK).merge(
                Recipe.parse(
                    {"dream": {"seamless": is_seamless}, "source": {"frames": frames}, "distort": [{"type": "zoom"}]}
                )
            ),
            "noise:64x48",
        )
        for is_seamless in (True, False)
    )
    assert (made.frame_count, made.more_frames, plain.more_frames) == (frames, lead_in, 0)
    assert made.total_seconds == pytest.approx((frames + lead_in) * made.seconds_per_frame)


def test_what_an_earlier_run_has_made_takes_no_time(tmp_path, monkeypatch):
    recipe = Recipe.parse({**QUICK, "source": {"frames": 8, "size": "64x48"}, "sink": {"codec": "ffv1"}})
    monkeypatch.setattr(journal, "_LEAST_SECONDS", 0)
    monkeypatch.setattr(journal, "_MOST_OF_THE_TIME", 1e9)
    whole = Dreamer.__call__

    def fail(dreamer, frame):
        if frame.index == 6:
            raise SourceError("the cable was pulled out")
        return whole(dreamer, frame)

    with monkeypatch.context() as patch:
        patch.setattr(Dreamer, "__call__", fail)
        with pytest.raises(SourceError):
            render(recipe, "noise:64x48", tmp_path / "out.mkv")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    made = plan(recipe, "noise:64x48", tmp_path / "out.mkv", resume=True)
    assert (made.frame_count, made.more_frames) == (8, -Saved.read(tmp_path / "out.part.mkv.state").frames)
    assert made.more_frames < 0
    assert made.total_seconds == (8 + made.more_frames) * made.seconds_per_frame
    assert made.output_bytes == plan(recipe, "noise:64x48", tmp_path / "out.mkv").output_bytes
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    with pytest.raises(UsageError, match=r"belongs to another render: source.frames was 8 and is 9"):
        plan(recipe.merge(Recipe.parse({"source": {"frames": 9}})), "noise:64x48", tmp_path / "out.mkv", resume=True)
    with pytest.raises(UsageError, match="--resume goes on with one film in a file"):
        plan(recipe, "noise:64x48", tmp_path / "out.gif", resume=True)


def test_a_long_render_tells_its_plan_after_the_start_and_is_the_same_film(tmp_path, monkeypatch, read_film, rng):
    monkeypatch.setattr("dreamstream.trial.LONG_SECONDS", 0)
    picture = rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)
    recipe = Recipe.parse({**QUICK, "sink": {"codec": "ffv1"}})
    records = []
    render(recipe, picture, tmp_path / "told.mkv", records.append)
    render(recipe, picture, tmp_path / "untold.mkv")
    assert [type(record) for record in records[:2]] == [Started, Plan]
    films = (read_film(tmp_path / f"{name}.mkv") for name in ("told", "untold"))
    for (_, told), (_, untold) in zip(*films, strict=True):
        np.testing.assert_array_equal(told, untold)
