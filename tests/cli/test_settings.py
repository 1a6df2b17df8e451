import pytest

from dreamstream.cli.settings import PANELS, SETTINGS, normalized, spelling
from dreamstream.completion import BUILT_IN
from dreamstream.recipe import Recipe


def value_of(tables, key):
    for name in key.split("."):
        tables = tables.get(name, {})
    return tables


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_an_option_sets_a_key_that_recipes_have(setting):
    *path, last = setting.key.split(".")
    table = Recipe
    for name in path:
        table = table.model_fields[name].annotation
    assert last in table.model_fields
    assert setting.panel in PANELS
    assert setting.help.endswith(".")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_the_default_that_help_tells_is_the_one_that_holds(setting):
    built_in = value_of(BUILT_IN.tables(), setting.key)
    if isinstance(built_in, int | float) and setting.metavar is not None:
        assert float(setting.default) == built_in


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("octave_n", "octaves"),
        ("octave-n", "octaves"),
        ("iter_n", "iterations"),
        ("octave_scale", "octave-scale"),
        ("step_size", "step-size"),
        ("stepsize", "step-size"),
        ("color-lock", "colour-lock"),
        ("frames", "frames"),
    ],
)
def test_other_spellings_are_understood(written, name):
    assert normalized(written) == name


def test_a_key_is_told_as_its_option():
    assert spelling("dream.octave_scale") == "--octave-scale"
    assert spelling("dream.hold_frames") == "dream.hold_frames"
