"""What controls can do, and a file of controls that is learned."""

import io
import sys

import pytest

from dreamstream.controls.mapping import Control, Controls


def test_what_controls_can_do_is_listed_and_the_ports_there_are(cli, midi):
    outcome = cli("controls")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert " strength " in outcome.stdout
    assert outcome.stdout.endswith("\nMIDI ports: Midi Through 14:0, nanoKONTROL2 20:0, LPD8 24:0\n")


@pytest.fixture
def typed(monkeypatch):
    """Let these lines be typed."""
    return lambda text: monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_controls_are_learned_by_moving_them(folder, cli, midi, typed):
    typed("")
    midi.messages = [
        midi.message("control_change", control=1, value=3),
        midi.message("control_change", control=1, value=9),
        midi.message("control_change", control=10, value=64),
    ]
    outcome = cli("controls", "learn", "my.toml", "--midi", "nano")
    assert outcome.code == 0
    assert Controls.load(folder / "my.toml") == Controls(
        control=(
            Control(wish="strength", cc=1, channel=1, range=(0.2, 3)),
            Control(wish="centre-x", cc=10, channel=1, range=(0, 1)),
        )
    )
    lines = outcome.stderr.splitlines()
    assert lines[0].startswith("strength: how strong the dream is, 0 to 10; 1 is the recipe's own? Move its control")
    assert lines[1:3] == ["  strength: controller 1", "  centre-x: controller 10"]
    assert lines[-1] == "wrote my.toml: 2 controls"


@pytest.mark.usefixtures("midi")
@pytest.mark.parametrize("text", ["", "q\n", "\n\nq\n"])
def test_where_nothing_is_learned_nothing_is_written(folder, cli, typed, text):
    typed(text)
    outcome = cli("controls", "learn", "my.toml", "--midi", "nano")
    assert (outcome.code, list(folder.iterdir())) == (0, [])
    assert outcome.stderr.endswith("nothing was learned, nothing written\n")


@pytest.mark.usefixtures("midi")
def test_enter_goes_on_to_the_next(cli, typed):
    typed("\n\nq\n")
    asked = [line.partition(":")[0] for line in cli("controls", "learn", "my.toml", "--midi=nano").stderr.splitlines()]
    assert asked[:3] == ["strength", "centre-x", "centre-y"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "give --midi NAME or --osc HOST:PORT to learn from; "),
        (("--osc=0",), "'my.toml' is already there; add -y to replace it"),
    ],
)
def test_learning_without_a_controller_or_over_a_file_is_refused(folder, cli, options, sentence):
    (folder / "my.toml").write_text("mine")
    outcome = cli("controls", "learn", "my.toml", *options)
    assert outcome.code == 2
    assert outcome.stderr.startswith(f"dreamstream: {sentence}")
    assert (folder / "my.toml").read_text() == "mine"
