"""A render that is killed and gone on with by the same command."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from itertools import cycle

import av
import numpy as np
import pytest

from dreamstream.embedded import read_tables
from dreamstream.recipe import Recipe
from dreamstream.resume.saved import Saved

FRAMES = 120
OPTIONS = ("--size=64x48", "--octaves=1", "--iterations=1", "--device=cpu", "--precision=float32", "--codec=ffv1")
PATIENCE_SECONDS = 100


@pytest.fixture
def render(cli, seed_picture):
    return lambda *arguments: cli(seed_picture, *OPTIONS, f"--frames={FRAMES}", *arguments)


@pytest.fixture
def kill(folder, seed_picture):
    """Begin the render of out.mkv in a process of its own and kill that in the middle, once ``is_enough`` says so."""

    def kill(is_enough, *options):
        command = [sys.executable, "-m", "dreamstream", seed_picture, *OPTIONS, f"--frames={FRAMES}", "-o", "out.mkv"]
        with subprocess.Popen(
            [*command, "-q", *options], cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1"}
        ) as process:
            watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
            watchdog.start()
            while not is_enough() and process.poll() is None:
                time.sleep(0.005)
            process.kill()
        watchdog.cancel()
        assert process.returncode == -signal.SIGKILL

    return kill


@pytest.fixture
def killed(folder, kill):
    """Leave a film that was killed after its first state."""
    kill((folder / "out.part.mkv.state").exists)
    assert sorted(path.name for path in folder.iterdir()) == ["out.part.mkv", "out.part.mkv.state"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.usefixtures("killed")
def test_a_killed_render_plays_and_is_gone_on_with_frame_by_frame_as_if_nothing_had_been(folder, render, read_film):
    assert 1 <= Saved.read(folder / "out.part.mkv.state").frames < len(read_film(folder / "out.part.mkv")) + 1 < FRAMES
    outcome = render("-o", "out.mkv")
    assert (outcome.code, outcome.stderr.count("\n")) == (2, 1)
    assert "out.part.mkv.state belongs to a render that is not finished; use --resume to go on" in outcome.stderr
    outcome = render("-o", "out.mkv", "--resume", "--layer=edges")
    assert "dreamstream: out.part.mkv.state belongs to another render: dream.end was " in outcome.stderr
    outcome = render("-o", "out.mkv", "--resume")
    assert outcome.code == 0, outcome.stderr
    assert re.search(r"-> out\.mkv, going on after \d+ frames?$", outcome.stderr.splitlines()[0])
    assert outcome.stderr.splitlines()[-1].startswith(f"wrote out.mkv: {FRAMES} frames")
    assert [path.name for path in folder.iterdir()] == ["out.mkv"]
    assert render("-o", "whole.mkv", "-q").code == 0
    whole, film = read_film(folder / "whole.mkv"), read_film(folder / "out.mkv")
    assert [seconds for seconds, _ in film] == [seconds for seconds, _ in whole]
    np.testing.assert_array_equal([pixels for _, pixels in film], [pixels for _, pixels in whole])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_killed_render_that_hands_steered_is_gone_on_with_and_carries_all_that_they_did(
    folder, kill, render, read_film
):
    client = pytest.importorskip("pythonosc.udp_client", reason="python-osc is not here")
    with socket.socket(type=socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    strengths = cycle((0.5, 2.0))

    def is_enough():
        sender.send_message("/dreamstream/strength", next(strengths))
        state = folder / "out.part.mkv.state"
        return state.exists() and (folder / "out.acts.toml").exists()

    with client.SimpleUDPClient("127.0.0.1", port) as sender:
        kill(is_enough, f"--osc={port}")
    done = Recipe.load(folder / "out.acts.toml").act
    assert done
    outcome = render("-o", "out.mkv", "--resume")
    assert outcome.code == 0, outcome.stderr
    assert "going on after" in outcome.stderr
    assert "what was done by hand is in out.acts.toml" in outcome.stderr
    # The file may have been a little behind the state.
    assert Recipe.parse(read_tables(folder / "out.mkv")).act[: len(done)] == done
    assert sorted(path.name for path in folder.iterdir()) == ["out.acts.toml", "out.mkv"]
    assert render("--like", "out.mkv", "-o", "again.mkv").code == 0
    film, again = read_film(folder / "out.mkv"), read_film(folder / "again.mkv")
    np.testing.assert_array_equal([pixels for _, pixels in film], [pixels for _, pixels in again])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("noise:64x48", "-o", "-"), "--resume goes on with one film in a file (.mp4 .mov .mkv .webm .ts .nut), forw"),
        (("noise:64x48", "-o", "a.mp4", "-o", "b.mp4"), "--resume goes on with one film in a file"),
        (("noise:64x48", "-o", "a.mp4", "--reverse"), "--resume goes on with one film in a file"),
    ],
)
def test_what_can_not_be_gone_on_with_is_refused_in_a_sentence(folder, cli, arguments, sentence):
    outcome = cli(*arguments, "--resume")
    assert outcome.stderr.startswith(f"dreamstream: {sentence}")
    assert (outcome.code, outcome.stderr.count("\n"), list(folder.iterdir())) == (2, 1, [])


def test_an_input_that_breaks_off_leaves_the_film_up_to_there_and_the_way_on(folder, cli, render, read_film):
    assert render("-o", "whole.mkv", "--frames=12").code == 0
    content = (folder / "whole.mkv").read_bytes()
    (folder / "in.mkv").write_bytes(content[: len(content) * 2 // 3])
    outcome = cli("in.mkv", "-o", "out.mkv", *OPTIONS)
    assert outcome.code == 1
    sentence = outcome.stderr.splitlines()[-1]
    assert sentence.startswith("dreamstream: 'in.mkv' breaks off at 0.")
    assert sentence.endswith("'out.part.mkv', which plays; --resume goes on from there)")
    assert 5 <= len(read_film(folder / "out.part.mkv")) <= 9
    (folder / "in.mkv").write_bytes(content)
    outcome = cli("in.mkv", "-o", "out.mkv", *OPTIONS, "--resume")
    assert "out.part.mkv.state belongs to another render: the input is another;" in outcome.stderr


def test_packets_that_do_not_decode_are_counted_at_the_end_and_the_film_is_made(folder, cli, render, read_film):
    assert render("-o", "in.mkv", "--frames=12").code == 0
    content = bytearray((folder / "in.mkv").read_bytes())
    with av.open(folder / "in.mkv") as container:
        places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    for position, size in places[4:6]:
        content[position + 20 : position + size - 20] = bytes(size - 40)
    (folder / "in.mkv").write_bytes(content)
    outcome = cli("in.mkv", "-o", "out.mkv", *OPTIONS)
    assert outcome.code == 0
    assert "2 packets of 'in.mkv' could not be decoded and left out" in outcome.stderr
    assert len(read_film(folder / "out.mkv")) == 10
