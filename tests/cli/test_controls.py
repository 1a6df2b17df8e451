"""A dream that is steered by OSC and MIDI, and a file of controls that is learned."""

import io
import socket
import sys
import threading

import numpy as np
import pytest

from dreamstream.controls.mapping import Control, Controls
from dreamstream.recipe import Recipe
from dreamstream.tables import Act

PATIENCE_SECONDS = 60


def message(kind, **values):
    return pytest.importorskip("mido").Message(kind, **values)


@pytest.fixture
def place():
    """An address that nobody listens at."""
    with socket.socket(type=socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


@pytest.fixture
def playing(place):
    """Send these messages again and again, until the test ends."""
    client = pytest.importorskip("pythonosc.udp_client", reason="python-osc is not here")
    host, port = place.split(":")
    done = threading.Event()

    def play(*messages):
        with client.SimpleUDPClient(host, int(port)) as sender:
            while not done.wait(0.01):
                for address, value in messages:
                    sender.send_message(address, value)

    threads = []

    def start(*messages):
        threads.append(threading.Thread(target=play, args=messages))
        threads[-1].start()

    yield start
    done.set()
    for thread in threads:
        thread.join(timeout=PATIENCE_SECONDS)


def test_osc_steers_and_what_it_did_renders_again_the_same(folder, render_quickly, read_film, place, playing):
    playing(("/dreamstream/strength", 2.5), ("/dreamstream/centre", [0.25, 0.75]), ("/dreamstream/layer", "edges"))
    steered = render_quickly("-o", "out.nut", "--codec=ffv1", "--frames=12", "--osc", place)
    assert steered.code == 0
    assert "what was done by hand is in out.acts.toml" in steered.stderr
    # What is sent again and again is done once.
    done = [
        item
        for act in Recipe.load(folder / "out.acts.toml").act
        for item in act.model_dump(exclude={"frame"}, exclude_none=True).items()
    ]
    assert sorted(done) == [("amount", 2.5), ("centre", (0.25, 0.75)), ("end", "edges")]
    again = render_quickly("-o", "again.nut", "--codec=ffv1", "--preset", "out.acts.toml")
    assert again.code == 0
    first, second = (read_film(folder / name) for name in ("out.nut", "again.nut"))
    assert len(first) == 12
    assert np.array_equal([pixels for _, pixels in first], [pixels for _, pixels in second])


def test_midi_steers_as_its_file_says(folder, render_quickly, midi):
    controls = Controls(
        control=(
            Control(wish="strength", cc=1, range=(0.2, 3)),
            Control(wish="preset", note=36, value="rotate"),
        )
    )
    (folder / "my.toml").write_text(controls.dump())
    midi.messages = [
        message("control_change", control=1, value=127),
        message("note_on", note=36, velocity=9),
    ]
    assert render_quickly("-o", "out.mp4", "--frames=9", "--midi=nano", "--controls=my.toml").code == 0
    recorded = Recipe.load(folder / "out.acts.toml")
    (act,) = recorded.act
    assert act == Act(frame=act.frame, amount=3, preset="rotate")
    assert recorded.source.frames == 9


@pytest.mark.usefixtures("midi")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--midi=nano",), "--midi needs --controls FILE, which says what knobs and pads do; "),
        (("--controls=my.toml",), "--controls says what controls do; give --midi or --osc, too"),
        (("--midi=nano", "--controls=my.toml"), "can't read the controls 'my.toml': "),
        (("--midi=nanno", "--controls=there.toml"), "unknown MIDI port 'nanno'; "),
        (("--osc=here",), "'here' is no place to listen for OSC; write 127.0.0.1:9000"),
    ],
)
def test_controllers_that_can_not_be_listened_to_are_refused_before_anything_is_done(
    folder, render_quickly, options, sentence
):
    (folder / "there.toml").touch()
    outcome = render_quickly("-o", "out.mp4", *options)
    assert (outcome.code, [path.name for path in folder.iterdir()]) == (2, ["there.toml"])
    assert outcome.stderr.startswith(f"dreamstream: {sentence}")


def test_a_controller_is_no_output(render_quickly, place):
    outcome = render_quickly("--osc", place)
    assert (outcome.code, outcome.stderr) == (
        2,
        "dreamstream: no output given; add -o FILE.mp4 or -o FILE.gif, or --preview\n",
    )


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
        message("control_change", control=1, value=3),
        message("control_change", control=1, value=9),
        message("control_change", control=10, value=64),
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
