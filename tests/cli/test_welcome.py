"""What is said to whoever does not know, or misspells, what can be asked for."""

import re

import pytest

from dreamstream.cli.welcome import _ELSEWHERE


@pytest.mark.parametrize(("arguments", "code"), [((), 2), (("help",), 0)])
def test_without_arguments_examples_are_shown_and_nothing_is_done(cli, arguments, code):
    outcome = cli(*arguments)
    assert (outcome.code, outcome.stderr) == (code, "")
    assert "dreamstream photo.jpg -o dream.mp4\n" in outcome.stdout
    assert max(map(len, outcome.stdout.splitlines())) <= 60


@pytest.mark.parametrize(
    ("word", "meant"),
    [("preset", "did you mean 'dreamstream presets'?"), ("dance", "'dreamstream --help' lists the commands")],
)
def test_a_lone_word_that_is_no_file_may_have_been_a_verb(cli, folder, word, meant):
    assert cli(word).stderr == f"dreamstream: there is no file and no command '{word}'; {meant}\n"
    (folder / word).touch()
    assert "no output given" in cli(word).stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--frmes", "3", "in.jpg"], "no such option: --frmes; did you mean --frames or --from? ("),
        (["--qqq", "in.jpg"], "no such option: --qqq; 'dreamstream --help'"),
        (["-i", "in.jpg"], "no such option: -i; the input needs none"),
        (["in.jpg", "-o"], "option '-o' requires an argument; "),
        (["-o", "out.mp4"], "missing argument 'INPUT'; "),
        (["recipe", "in.mp4", "out.toml"], "got unexpected extra argument(s) (out.toml); "),
        (["in.jpg", "--reverse=1"], "option '--reverse' does not take a value; "),
        (["presets", "all"], "no such command 'all'; one preset is printed by "),
        (["models", "all"], "no such command 'all'; 'dreamstream models --help'"),
        (["models", "fetch"], "missing argument 'MODEL'; "),
    ],
)
def test_a_command_line_that_is_not_understood_is_refused_in_one_sentence(cli, arguments, sentence):
    outcome = cli(*arguments)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(f"dreamstream: {sentence}")
    assert outcome.stderr.rstrip(")\n").endswith("--help' lists what there is")
    assert outcome.stderr.count("\n") == 1


def test_options_of_other_programs_are_none_of_ours_and_what_is_advised_instead_is(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    ours = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", cli("--help").stdout))
    advised = set(re.findall(r"--[a-z-]+", " ".join(_ELSEWHERE.values())))
    assert advised <= ours
    assert ours.isdisjoint(_ELSEWHERE)
