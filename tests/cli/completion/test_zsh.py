"""What the script asks of zsh's own functions, whose places others take here."""

import pytest

COMPLETE = """
compdef() { :; }
compset() { :; }
compadd() { shift; [[ $1 == -- ]] && shift; print -rl -- $@; }
_call_program() { shift; eval "$@"; }
_describe() { print -rl -- ${(P)4}; }
_files() { print files; }
_arguments() { shift; print -rl -- $@; }
source $SCRIPT
words=("$@") CURRENT=$#
"""


@pytest.fixture
def asked(in_shell):
    """Return what is asked for the last of these words."""
    return lambda *words: in_shell("zsh", f"{COMPLETE}\n_dreamstream", "dreamstream", *words)


@pytest.fixture
def values(in_shell):
    """Return what stands for these values behind a line."""
    return lambda line, *kinds: in_shell(
        "zsh", f"{COMPLETE}\ndreamstream=dreamstream; _dreamstream_values {' '.join(kinds)}", *line.split(), ""
    )


def test_the_first_word_is_a_command_or_a_file(asked):
    first = asked("")
    assert "models:List the models" in first
    assert first[-1] == "files"


def test_the_options_of_a_render_are_its_own(asked):
    found = asked("photo.jpg", "--fl")
    assert "*--flow=[How a video's dream is carried along by what moves, and let go at cuts]: : " in "\n".join(found)
    assert "--plan[Say how long it will take, how much memory and disk, and end]" in found
    assert found[-1] == "*: : _dreamstream_values @files"


def test_so_are_those_of_a_verb_and_of_what_follows_it(asked):
    assert asked("completion", "")[-1] == "*: : _dreamstream_values bash zsh fish"
    assert asked("models", "")[-1] == "*: : _dreamstream_values fetch add layers"
    layers = asked("models", "layers", "")
    assert any(each.startswith("--all[") for each in layers)
    assert layers[-1] == "*: : _dreamstream_values @models @files"


def test_names_are_looked_up(values):
    assert "hue-drift" in values("dreamstream x --preset", "@presets")
    assert values("dreamstream x --audio", "none", "copy", "@files") == ["none", "copy", "files"]
    assert "conv5_3" in values("dreamstream x --model vgg16 -l", "@layers")
    assert "motif4" in values("dreamstream x -l", "@layers")
    assert "vgg16" in values("dreamstream x -m", "@models")
    assert "kaleidoscope" in values("dreamstream x --distort", "@distortions")
