"""What presets/README.md says of a key, its default, its choices and its range, is what the code does."""

import json
import re
from pathlib import Path

import pytest

from dreamstream.completion import (
    BUILT_IN,
    DISTORTED_STRENGTH,
    FED_BACK_VIDEO_LOCK,
    FLOWING_LOCK_CONTRAST,
    FLOWING_STRENGTH,
    LOCK_CONTRAST,
    STILL_BLEND,
    VIDEO_BLEND,
)
from dreamstream.distortions import REGISTRY
from dreamstream.distortions.base import DEEPEST
from dreamstream.recipe import DEFAULT_MODEL
from dreamstream.schema import recipe_schema

TEXT = (Path(__file__).parents[1] / "presets" / "README.md").read_text(encoding="utf-8").partition("## Keys")[2]
PARTS = recipe_schema()["$defs"]
DISTORTIONS = {part["title"]: part["properties"] for part in PARTS.values() if "type" in part.get("properties", ())}

VALUE = r"(-?\d+(?:\.\d+)?|true|false|`\"[^\"`]*\"`|`\[[^]`]*\]`)"
TOLD = re.compile(rf"((?:`[a-z]\w*`(?:, | and )?)+):? ?\(?{VALUE}?([^`]*(?:`\"[^\"`]*\"`[^`]*)*)")
"""Some keys, perhaps their default, and everything up to the next key."""
RANGE = re.compile(r"(-?\d+(?:\.\d+)?)(?: \([^)]*\))? to (-?\d+(?:\.\d+)?)")


def value_of(text):
    return json.loads(text.strip("`")) if text else None


def told(text):
    """Return of each key in a text its default, None where none is told, and what else is said of it."""
    found = {}
    for keys, default, rest in TOLD.findall(text):
        for key in re.findall(r"\w+", keys):
            # A key that is named again, without a default, is only spoken of.
            if default or key not in found:
                assert found.get(key, (None,))[0] in (None, value_of(default)), f"{key} has two defaults"
                found[key] = (value_of(default), default + rest)
    return found


def rows(text):
    """Yield the cells of a table's rows."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def section(begin, end):
    return TEXT.partition(begin)[2].partition(end)[0]


def numbers(option):
    """Return the first and last value of an option, None where there is none, and whether the first is beyond it."""
    (number,) = (each for each in option.get("anyOf", [option]) if each.get("type") in ("integer", "number"))
    is_above = "exclusiveMinimum" in number
    first = number["exclusiveMinimum"] if is_above else number.get("minimum")
    if is_above and number["type"] == "integer":
        first, is_above = first + 1, False
    return first, number.get("maximum"), is_above


def check_words(option, words):
    """Compare the choices and the range that are told of an option with its schema."""
    choices = re.findall(r'`"([^"`]*)"`', words)
    if "enum" in option and len(choices) > 1:
        assert set(choices) == set(option["enum"])
    for first, last in RANGE.findall(words):
        assert numbers(option)[:2] == (float(first), float(last))
    if ends := re.findall(r"up to (\d+(?:\.\d+)?)", words):
        assert numbers(option)[1] == max(map(float, ends))


TABLES = {
    "Model": (section("**`[model]`**", "**`[dream]`**"), {}),
    "Dream": (section("**`[dream]`**", "An objective is"), BUILT_IN.tables()["dream"]),
    "Lock": (section("**`[dream.lock]`**", "**`[[distort]]`**"), BUILT_IN.tables()["dream"]["lock"]),
}
ELSEWHERE = {
    "name": f'`"{DEFAULT_MODEL}"`',
    "mean_bgr": "the model's own",
    "engine": '`"torch"`',
    "device": '`"auto"`',
    "precision": '`"auto"`',
    "threads": '`"auto"`',
    "tile": '`"auto"`',
    "batch": '`"auto"`',
    "end": "the model's own",
    "blend": f"{VIDEO_BLEND}, for a still {STILL_BLEND:g}",
    "Dream.strength": f"{FLOWING_STRENGTH} where the dream flows, {DISTORTED_STRENGTH} if it is distorted as well, "
    "else 1",
    "contrast": f"{LOCK_CONTRAST}, where a dream flows {FLOWING_LOCK_CONTRAST:g}",
    "Lock.strength": f"{FED_BACK_VIDEO_LOCK} for a video (0 at `blend` 1), for a still {STILL_BLEND:g}",
}
"""What holds where nothing is set, where that is not simply a value of the built-in recipe."""


@pytest.mark.parametrize("name", TABLES)
def test_a_tables_keys_defaults_and_ranges_are_told(name):
    text, built_in = TABLES[name]
    options = PARTS[name]["properties"]
    cells = {key.strip("`"): (meaning, default) for key, meaning, default in rows(text)}
    assert set(cells) == set(options) - {"lock"}
    for key, (meaning, default) in cells.items():
        elsewhere = ELSEWHERE.get(key) or ELSEWHERE.get(f"{name}.{key}")
        if elsewhere:
            assert default == elsewhere
        else:
            assert value_of(default) == built_in.get(key)
        check_words(options[key], meaning)
        if above := re.search(r"above (\d+)$", meaning):
            assert numbers(options[key])[::2] == (float(above[1]), True)


@pytest.mark.parametrize(
    ("name", "end"),
    [("evolve", "**`[source]`**"), ("source", "**`[sink]`**"), ("sink", "**`[[act]]`**"), ("[act]", "**`[per_model")],
)
def test_what_is_read_written_and_moved_on_to_is_told(name, end):
    options, built_in = PARTS[name.strip("[]").title()]["properties"], BUILT_IN.tables().get(name, {})
    cells = {key.strip("`"): (meaning, default) for key, meaning, default in rows(section(f"**`[{name}]`**", end))}
    assert set(cells) == set(options)
    for key, (meaning, default) in cells.items():
        # Every encoder has a range of its own.
        if key != "crf":
            check_words(options[key], meaning)
        if key in built_in and re.fullmatch(VALUE, default):
            assert value_of(default) == built_in[key]


def test_what_a_file_tells_of_its_origin_is_told():
    assert [key.strip("`") for key, _ in rows(section("**`[origin]`**", "## The recipe"))] == list(
        PARTS["Origin"]["properties"]
    )


EDGES = told(section("Edges (", "and blurs"))
COMMON = told(section("**`[[distort]]`**", "Moved as a whole"))
DISTORTION_ROWS = {
    name: told(text)
    for names, text in rows(section("Moved as a whole", "**`[evolve]`**"))
    for name in re.findall(r"[\w-]+", names)
}
SHARED = COMMON | EDGES | told(section("Rolled and bent", "| type"))


@pytest.mark.parametrize("name", list(REGISTRY))
def test_a_distortions_keys_defaults_choices_and_ranges_are_told(name):
    options = {key: said for key, said in DISTORTIONS[name].items() if key != "type"}
    row = {**DISTORTION_ROWS["stretch"], **DISTORTION_ROWS[name]} if name == "squeeze" else DISTORTION_ROWS[name]
    for key, said in options.items():
        default, words = row[key] if key in row else SHARED[key]
        if default is None and key in SHARED:
            default, words = SHARED[key]
        assert default == said.get("default") or "default" not in said, key
        check_words(said, words)


def test_how_deep_distortions_lie_is_told():
    assert f"up to {DEEPEST} such lists may lie in\none another" in TEXT


def test_a_range_default_or_choice_that_is_told_is_seen():
    """The reader of the text does read it."""
    assert told('`a`, `b` 0.5 wide; `c` `"x"`, y, or `"z"`: -1 (w) to 2 `d` of `e` true') == {
        "a": (0.5, "0.5 wide; "),
        "b": (0.5, "0.5 wide; "),
        "c": ("x", '`"x"`, y, or `"z"`: -1 (w) to 2 '),
        "d": (None, "of "),
        "e": (True, "true"),
    }
