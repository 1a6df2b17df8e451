import pytest

from dreamstream import caffe
from dreamstream.completion import complete
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.models import find_model
from dreamstream.preset import load_preset, preset_names
from dreamstream.recipe import Recipe
from dreamstream.resolve import dream_settings

MODELS = ("motif", "bvlc_googlenet")


@pytest.fixture(scope="module")
def specs():
    """The networks without their weights: enough to know their layers."""
    return {name: caffe.load(find_model(name).prototxt) for name in MODELS}


def test_there_are_presets():
    assert {"classic", "zoom", "vstretch", "hstretch", "rotate"} <= set(preset_names())


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_says_in_a_line_what_it_looks_like(name):
    description = load_preset(name).description
    assert description
    assert len(description.splitlines()) == 1


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", preset_names())
def test_a_preset_works_with_every_model_that_has_a_name(specs, name, model):
    recipe, card = complete(load_preset(name).merge(Recipe.parse({"model": {"name": model}})))
    settings = dream_settings(recipe.dream, specs[model], card, is_still=True)
    assert {target.layer for target in settings.targets.values} <= set(specs[model].end_names())


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_speaks_only_of_models_that_there_are(name):
    assert set(load_preset(name).per_model) <= set(MODELS)


def test_an_unknown_preset_is_refused_with_those_near_it():
    with pytest.raises(
        UnknownNameError, match=r"unknown preset 'zom'; did you mean 'zoom'\? \('dreamstream presets' l"
    ):
        load_preset("zom")


def test_presets_are_joined_by_a_plus():
    zoom, drift = load_preset("zoom"), load_preset("hue-drift")
    joined = load_preset("zoom+hue-drift")
    assert joined.distort == (*zoom.distort, *drift.distort)
    assert joined.dream.lock == drift.dream.lock
    assert joined.description == drift.description


def test_a_preset_of_the_users_own_is_one_more_and_hides_ours(tmp_path, monkeypatch):
    monkeypatch.setenv("DREAMSTREAM_PRESETS", str(tmp_path))
    for name in ("mine", "zoom"):
        (tmp_path / f"{name}.toml").write_text("dream.octaves = 2")
    assert {"mine", "zoom", "vstretch"} <= set(preset_names())
    assert load_preset("mine") == load_preset("zoom") == Recipe.parse({"dream": {"octaves": 2}})


def test_a_toml_file_is_a_preset_too(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("dream.octaves = 2")
    assert load_preset(str(path)).dream.octaves == 2
    with pytest.raises(UsageError, match="can't read the recipe"):
        load_preset(str(tmp_path / "none.toml"))
