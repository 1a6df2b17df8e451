"""A dream that is steered by OSC and MIDI."""

import socket
import threading

import numpy as np
import pytest

from dreamstream.controls.mapping import Control, Controls
from dreamstream.recipe import Recipe
from dreamstream.tables import Act

PATIENCE_SECONDS = 60


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
        midi.message("control_change", control=1, value=127),
        midi.message("note_on", note=36, velocity=9),
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
