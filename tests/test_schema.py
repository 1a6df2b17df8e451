"""The schema says of a TOML file what the recipe says of it."""

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dreamstream.distortions import REGISTRY
from dreamstream.errors import UsageError
from dreamstream.preset import preset_file, preset_names
from dreamstream.recipe import Recipe
from dreamstream.schema import recipe_schema

PICTURE = str(Path(__file__).parent / "data" / "seed.jpg")
SCHEMA = recipe_schema()
PARTS = SCHEMA["$defs"]
VALIDATOR = Draft202012Validator(SCHEMA)
DISTORTIONS = {PARTS[each["$ref"].rpartition("/")[2]]["title"]: each for each in PARTS["Distortion"]["anyOf"]}
NEEDED = {"distort": [{"type": "zoom"}], "reference": PICTURE}


def part(reference):
    return PARTS[reference["$ref"].rpartition("/")[2]]


def is_accepted(tables):
    try:
        Recipe.parse(tables)
    except UsageError:
        return False
    return True


def is_valid(tables):
    """Ask the schema; about a distortion only the distortion's own part of it, which takes a fortieth of the time."""
    for table in tables.get("distort", ()):
        return VALIDATOR.evolve(schema=DISTORTIONS[table["type"]]).is_valid(table)
    return VALIDATOR.is_valid(tables)


def options():
    """Yield every key's path, what is said of it, and a function from its value to a recipe's tables."""
    for name in ("model", "dream", "source", "sink"):
        for key, said in part(SCHEMA["properties"][name])["properties"].items():
            yield f"{name}.{key}", said, lambda value, name=name, key=key: {name: {key: value}}
    for key, said in PARTS["Lock"]["properties"].items():
        yield f"dream.lock.{key}", said, lambda value, key=key: {"dream": {"lock": {key: value}}}
    for name, reference in DISTORTIONS.items():
        table = {key: NEEDED[key] for key in part(reference)["required"] if key != "type"} | {"type": name}
        for key, said in list(part(reference)["properties"].items())[1:]:
            yield f"{name}.{key}", said, lambda value, table=table, key=key: {"distort": [{**table, key: value}]}


OPTIONS = [pytest.param(said, tables, id=path) for path, said, tables in options()]
every_option = pytest.mark.parametrize(("said", "tables"), OPTIONS)


def test_it_is_a_schema():
    Draft202012Validator.check_schema(json.loads(json.dumps(SCHEMA)))


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_is_valid(name):
    VALIDATOR.validate(tomllib.loads(preset_file(name).read_text(encoding="utf-8")))


def test_it_knows_every_distortion():
    assert list(DISTORTIONS) == list(REGISTRY)


@every_option
def test_every_key_is_described(said, tables):
    assert said.get("description") or part(said)["description"]


@every_option
def test_every_default_is_valid(said, tables):
    if "default" in said:
        VALIDATOR.validate(json.loads(json.dumps(tables(said["default"]))))


@every_option
def test_a_number_ends_where_the_recipes_ends(said, tables):
    for number in (each for each in said.get("anyOf", [said]) if each.get("type") in ("integer", "number")):
        ends = {word: number[word] for word in ("minimum", "maximum", "exclusiveMinimum") if word in number}
        for word, end in ends.items():
            beyond = end + 1 if word == "maximum" else end if word == "exclusiveMinimum" else end - 1
            assert not is_valid(tables(beyond))
            assert not is_accepted(tables(beyond))
            inside = end + 1 if word == "exclusiveMinimum" else end
            assert is_valid(tables(inside))
            assert is_accepted(tables(inside))


@every_option
def test_what_the_recipe_takes_is_valid(said, tables):
    values = [-1, 0, 0.25, 1, 1.5, 7, 10**5, "0:(0.25), 9:(0.5)", "n/15", "16x9", "1/3", "1,2,3", PICTURE]
    values += [[1, 2], [1, 2, 3], ["a", "b"], [], {}, [{"type": "zoom"}], *said.get("enum", [])]
    # Recipes also take true for 1, 1 for true, and texts for both, as the command line gives them; no file needs that.
    accepted = [True] if said.get("type") == "boolean" else filter(lambda value: is_accepted(tables(value)), values)
    assert [value for value in accepted if not is_valid(tables(value))] == []


@pytest.mark.parametrize(
    "toml",
    [
        "octave = 4",
        "dream.octave = 4",
        "dream.octaves = []",
        "dream.lock.chrome = 1",
        "dream.end = []",
        "model.engine = 'tensorflow'",
        "source.size = '640'",
        "sink = 'out.mp4'",
        "[[distort]]\nscale = 0.1",
        "[[distort]]\ntype = 'zom'",
        "[[distort]]\ntype = 'zoom'\ndegrees = 3",
        "[[distort]]\ntype = 'zoom'\nborder = 'wraps'",
        "[[distort]]\ntype = 'chain'\ndistort = []",
        "[[distort]]\ntype = 'chain'\ndistort = [{ type = 'zoom', scale = 3 }]",
        "per_model.motif.octaves = 3",
        "per_model.motif.per_model.motif.dream.octaves = 3",
    ],
)
def test_a_wrong_key_or_value_is_not(toml):
    tables = tomllib.loads(toml)
    assert not VALIDATOR.is_valid(tables)
    assert not is_accepted(tables)


def test_another_packages_distortion_is_in_it(plug_in):
    plug_in(
        REGISTRY,
        "negative",
        "from dreamstream.distortions import Distortion\n"
        "class PART(Distortion):\n    '''Light and dark swapped.'''\n    type = 'negative'\n    level: int = 255",
    )
    validator = Draft202012Validator(recipe_schema())
    assert validator.is_valid({"distort": [{"type": "negative", "level": "255 - f"}]})
    assert not validator.is_valid({"distort": [{"type": "negative", "levle": 255}]})
