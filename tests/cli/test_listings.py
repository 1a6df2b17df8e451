import json
import tomllib

from dreamstream.preset import load_preset, preset_names
from dreamstream.recipe import Recipe
from dreamstream.schema import recipe_schema


def rows(outcome):
    assert (outcome.code, outcome.stderr) == (0, "")
    return [line.strip() for line in outcome.stdout.splitlines()]


def test_every_preset_has_a_line_with_its_description(cli):
    heading, *lines = rows(cli("presets"))
    assert heading.startswith("preset")
    for line, name in zip(lines, preset_names(), strict=True):
        assert line.startswith(f"{name} ")
        assert line.endswith(load_preset(name).description)


def test_a_preset_is_shown_as_it_is_written(cli):
    outcome = cli("presets", "show", "zoom")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert Recipe.parse(tomllib.loads(outcome.stdout)) == load_preset("zoom")


def test_an_unknown_preset_is_not_shown(cli):
    outcome = cli("presets", "show", "zom")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "did you mean 'zoom'" in outcome.stderr


def test_the_schema_of_presets_is_printed(cli):
    outcome = cli("presets", "schema")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert json.loads(outcome.stdout) == json.loads(json.dumps(recipe_schema()))
