"""What a script completes is what the parsers accept."""

import pytest

from dreamstream.cli.completion.parsers import DISTORTIONS, FILES, LAYERS, MODELS, PRESETS, read_commands, sentence
from dreamstream.cli.main import VERBS, parsers
from dreamstream.cli.settings import SETTINGS


@pytest.fixture(scope="module")
def commands():
    return {command.name: command for command in read_commands(parsers())}


def option(command, spelling):
    return next(each for each in command.options if spelling in each.spellings)


def test_every_verb_and_what_may_follow_it_is_a_command(commands):
    followed = {f"{verb} {word}" for verb, entry in VERBS.items() if isinstance(entry, dict) for word in entry if word}
    assert set(commands) == {"", *VERBS, *followed}


def test_every_option_of_a_recipe_is_there_by_every_spelling(commands):
    for setting in SETTINGS:
        found = option(commands[""], setting.spellings[0])
        assert set(setting.spellings) <= set(found.spellings)
        assert (found.values is None) == (setting.metavar is None)
    assert "--no-embed" in option(commands[""], "--embed").spellings


@pytest.mark.parametrize(
    ("command", "spelling", "values"),
    [
        ("", "--preset", (PRESETS, FILES)),
        ("", "-m", (MODELS, FILES)),
        ("", "--layer", (LAYERS,)),
        ("", "--distort", (DISTORTIONS,)),
        ("", "--output", (FILES,)),
        ("", "--audio", ("none", "copy", FILES)),
        ("", "--fit", ("crop", "pad", "stretch")),
        ("", "--precision", ("auto", "float32", "bfloat16", "float16")),
        ("", "--tile", ("auto", "off")),
        ("", "--preview-to", ("window", "terminal")),
        ("", "--octaves", ()),
        ("", "--plan", None),
        ("atlas", "--layers", (LAYERS,)),
        ("bench", "--layer", (LAYERS,)),
        ("bench", "--plot", (FILES,)),
        ("score", "--input", ("sky", "noise", FILES)),
        ("train", "--width", ("s", "m", "l")),
        ("train", "--dataset", ("motifs", FILES)),
        ("models add", "--mean", (FILES,)),
    ],
)
def test_what_may_follow_an_option_is_told_by_its_type_or_its_help(commands, command, spelling, values):
    assert option(commands[command], spelling).values == values


@pytest.mark.parametrize(
    ("command", "values"),
    [
        ("", (FILES,)),
        ("completion", ("bash", "zsh", "fish")),
        ("models", ("fetch", "add", "layers")),
        ("models fetch", (MODELS, FILES)),
        ("presets show", (PRESETS, FILES)),
        ("presets schema", ()),
        ("recipe", (FILES,)),
        ("controls learn", (FILES,)),
    ],
)
def test_so_is_what_an_argument_may_be(commands, command, values):
    assert commands[command].values == values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Frames at most.", "Frames at most"),
        ("Size in pixels; 640x keeps the shape.", "Size in pixels"),
        ("Those of \\[evolve] that\nsuit. More.", "Those of [evolve] that suit"),
        ("Factor of 1.5 each. More.", "Factor of 1.5 each"),
    ],
)
def test_of_a_help_text_the_first_sentence_is_told(text, told):
    assert sentence(text) == told
