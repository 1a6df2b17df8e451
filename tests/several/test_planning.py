"""What several films are said to take."""

import pytest

from dreamstream import Recipe, plan
from dreamstream.errors import SourceError
from dreamstream.several import plan_several

QUICK = {
    "model": {"device": "cpu", "precision": "float32"},
    "dream": {"octaves": 1, "iterations": 1},
    "source": {"frames": 5},
}


def test_films_of_a_size_have_one_plan(tmp_path):
    films = [(f"noise:{size}", tmp_path / f"{index}.mp4") for index, size in enumerate(["64x48", "80x48", "64x48"])]
    two, one = plan_several(Recipe.parse(QUICK), films)
    alone = plan(Recipe.parse(QUICK), "noise:64x48", tmp_path / "0.mp4")
    assert (two.size, two.films, two.frame_count) == ((64, 48), 2, 10)
    assert two.output_bytes == 2 * alone.output_bytes
    assert (one.size, one.films, one.frame_count) == ((80, 48), 1, 5)
    assert list(tmp_path.iterdir()) == []


def test_what_can_not_be_read_is_told_at_once(tmp_path):
    with pytest.raises(SourceError, match=r"missing\.jpg"):
        plan_several(Recipe.parse(QUICK), [("noise:64x48", tmp_path / "a.mp4"), ("missing.jpg", tmp_path / "b.mp4")])


def test_a_motion_is_planned_too(tmp_path):
    recipe = Recipe.parse({**QUICK, "dream": {"motion_only": True}})
    made = plan_several(recipe, [("noise:64x48", tmp_path / "a.mp4"), ("noise:64x48", tmp_path / "b.mp4")])
    assert [(each.films, each.frame_count) for each in made] == [(1, 5), (1, 5)]
