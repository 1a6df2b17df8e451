"""What holds where the user says nothing."""

import pytest

from dreamstream.completion import blend_of, complete, required
from dreamstream.errors import UnknownNameError
from dreamstream.recipe import Recipe
from dreamstream.tables import Dream


def octaves(count):
    return {} if count is None else {"octaves": count}


@pytest.mark.parametrize(
    ("model", "preset", "preset_for_model", "user", "expected"),
    [
        (None, None, None, None, 4),
        (5, None, None, None, 5),
        (5, 6, None, None, 6),
        (5, 6, 7, None, 7),
        (5, 6, 7, 8, 8),
        (None, None, 7, 8, 8),
        (5, None, 7, None, 7),
        (5, None, None, 8, 8),
    ],
)
def test_the_user_goes_over_the_preset_over_the_model_over_the_built_in(
    complete_over, model, preset, preset_for_model, user, expected
):
    over = Recipe.parse(
        {
            "dream": octaves(preset),
            "per_model": {"mine": {"dream": octaves(preset_for_model)}, "other": {"dream": {"octaves": 30}}},
        }
    ).merge(Recipe.parse({"dream": octaves(user)}))
    assert complete_over(octaves(model), over).dream.octaves == expected


def test_completing_a_complete_recipe_changes_nothing(complete_over):
    recipe = complete_over({"end": "edges"}, Recipe.parse({"dream": {"seed": 3}, "per_model": {"mine": {}}}))
    assert complete_over({"end": "edges"}, recipe) == recipe


def test_what_nobody_sets_is_the_notebooks_own():
    settings = complete(Recipe())[0].dream
    assert (settings.octaves, settings.octave_scale, settings.iterations) == (4, 1.4, 10)
    assert (settings.step_size, settings.jitter, settings.clip, settings.seed) == (1.5, 32, True, 0)


def test_without_a_name_the_model_is_the_embedded_one():
    assert complete(Recipe())[1].name == "motif"
    with pytest.raises(UnknownNameError, match="unknown model 'motiv'; did you mean 'motif'"):
        complete(Recipe.parse({"model": {"name": "motiv"}}))


@pytest.mark.parametrize(("set_to", "of_a_still", "of_a_video"), [(None, 0, 0.5), (0.25, 0.25, 0.25)])
def test_a_still_feeds_on_itself_and_a_video_by_half_unless_told(set_to, of_a_still, of_a_video):
    dream = Dream(blend=set_to)
    assert blend_of(dream, is_still=True) == of_a_still
    assert blend_of(dream, is_still=False) == of_a_video


def test_a_recipe_that_is_not_complete_is_found_out():
    assert required(0) == 0
    with pytest.raises(ValueError, match="not complete"):
        required(None)
