import importlib
import os
import sys

import pytest

from dreamstream.cli.main import VERBS
from dreamstream.errors import DreamstreamError, SinkError, UsageError


@pytest.fixture
def run_raises(replace_run):
    """Let the render raise this error."""

    def install(error):
        def run(chosen):
            raise error

        replace_run(run)

    return install


@pytest.mark.parametrize(("verb", "listed"), [("models", "bvlc_googlenet"), ("presets", "vstretch")])
def test_a_verb_lists_on_stdout(cli, verb, listed):
    outcome = cli(verb)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert listed in outcome.stdout


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_has_its_own_help(cli, verb):
    outcome = cli(*verb.split(), "--help")
    assert outcome.code == 0
    assert f"Usage: dreamstream {verb}" in outcome.stdout


@pytest.mark.skipif(os.name == "nt", reason="a pipe as POSIX has it")
@pytest.mark.parametrize(
    "arguments", ["", "help", "--help", "--version", "presets", "presets show zoom", "models", "models layers"]
)
def test_a_reader_that_has_gone_ends_what_is_printed_quietly(cli, monkeypatch, arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor
        monkeypatch.setattr(sys, "stdout", file)
        outcome = cli(*arguments.split())
    assert (outcome.code, outcome.stderr) == (0, "")


def test_the_command_keeps_the_memory_that_it_frees(cli, monkeypatch):
    kept = []
    monkeypatch.setattr(importlib.import_module("dreamstream.cli.main"), "keep_freed_memory", lambda: kept.append(1))
    cli("--version")
    assert kept == [1]


def test_a_file_called_like_a_verb_is_given_with_its_folder(cli, replace_run):
    inputs = []
    replace_run(lambda chosen: inputs.append(chosen.input) or 0)
    for verb in VERBS:
        assert cli(f"./{verb}").stdout == ""
    assert inputs == [f"./{verb}" for verb in VERBS]


def test_help_says_what_each_verb_does(cli):
    text = " ".join(cli("--help").stdout.split())
    assert all(f"dreamstream {verb}: " in text for verb in VERBS)
    assert "those of the recipe's [evolve] table" in " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (UsageError("no"), 2, "dreamstream: no\n"),
        (SinkError("the disk is full"), 1, "dreamstream: the disk is full\n"),
        (DreamstreamError("[red]odd[/red] " + "long " * 40), 1, f"dreamstream: [red]odd[/red] {'long ' * 40}\n"),
        (KeyError("x"), 1, "dreamstream: internal error, KeyError: 'x' (--debug shows where)\n"),
    ],
)
def test_an_error_is_one_sentence_and_an_exit_code(cli, run_raises, error, code, sentence):
    run_raises(error)
    outcome = cli("in.jpg")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (code, "", sentence)


def test_notes_follow_in_brackets(cli, run_raises):
    error = SinkError("the disk is full")
    error.add_note("while encoding")
    error.add_note("the rest is in 'x'")
    run_raises(error)
    assert cli("in.jpg").stderr == "dreamstream: the disk is full (while encoding; the rest is in 'x')\n"


def test_debug_shows_the_trace_before_the_sentence(cli, run_raises):
    run_raises(UsageError("no"))
    outcome = cli("in.jpg", "--debug")
    assert outcome.code == 2
    assert outcome.stderr.startswith("Traceback")
    assert outcome.stderr.endswith("dreamstream: no\n")


def test_ctrl_c_before_the_render_is_no_trace(cli, run_raises):
    run_raises(KeyboardInterrupt())
    outcome = cli("in.jpg")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (130, "", "")


def test_a_stopped_renders_code_is_the_commands(cli, replace_run):
    replace_run(lambda chosen: 143)
    assert cli("in.jpg").code == 143
