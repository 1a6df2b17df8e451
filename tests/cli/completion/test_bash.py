"""Lines as bash cuts them into words, the last being what is completed."""

import pytest

COMPLETE = """
compopt() { :; }
source "$SCRIPT"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_dreamstream
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def complete(in_shell):
    return lambda *words: in_shell("bash", COMPLETE, "dreamstream", *words)


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("mo", ["models", "movie.mp4"]),
        ("models f", ["fetch"]),
        ("models fetch vg", ["vgg16"]),
        ("presets show vstretch-", ["vstretch-reversed"]),
        ("completion z", ["zsh"]),
        ("photo.jpg --seaml", ["--seamless"]),
        ("models layers --a", ["--all"]),
        ("photo.jpg --flow d", ["dis"]),
        ("photo.jpg --flow = d", ["dis"]),
        ("photo.jpg --preset hue", ["hue-drift"]),
        ("photo.jpg --layer obj", ["objects"]),
        ("photo.jpg --model vgg16 -l conv1", ["conv1_1", "conv1_2"]),
        ("photo.jpg --model = vgg16 -l conv1", ["conv1_1", "conv1_2"]),
        ("photo.jpg --distort rol", ["roll"]),
        ("photo.jpg --audio no", ["none"]),
        ("train --width m", ["m"]),
    ],
)
def test_what_is_begun_is_completed(complete, words, completed):
    assert complete(*words.split()) == completed


def test_of_filters_the_last_is_and_only_what_bash_replaces_is_told(complete):
    assert complete("photo.jpg", "--distort", "zoom", "=", "0.1,rol") == ["0.1,roll"]


def test_a_name_is_only_a_name(complete, tmp_path, monkeypatch):
    monkeypatch.setenv("DREAMSTREAM_PRESETS", str(tmp_path))
    (tmp_path / "odd$(echo).toml").touch()
    assert complete("x", "--preset", "odd") == ["odd$(echo)"]


@pytest.mark.parametrize("words", ["photo.jpg -o ph", "ph", "photo.jpg mo", "recipe ph"])
def test_names_of_files_are_left_to_bash_where_nothing_else_is_meant(complete, words):
    assert complete(*words.split()) == [""]
