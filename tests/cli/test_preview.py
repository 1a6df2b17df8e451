"""A render that is watched, and what if there is nothing to watch it on."""

import socket
import sys
import threading
import urllib.request
from contextlib import suppress

import pytest

from dreamstream.cli.preview import _name, console_beside, report_beside
from dreamstream.progress import Finished, FrameDone
from dreamstream.recipe import Recipe
from dreamstream.tables import Act

needs_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
PATIENCE_SECONDS = 60


@pytest.fixture
def no_display(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)


@needs_linux
@pytest.mark.usefixtures("no_display")
def test_without_a_display_one_sentence_says_so_and_the_render_goes_on(folder, render_quickly, read_film):
    outcome = render_quickly("-o", "out.mp4", "--frames=2", "--preview")
    assert outcome.code == 0
    assert outcome.stderr.splitlines()[0] == (
        "there is no display: DISPLAY is not set; the render goes on without a preview"
    )
    assert len(read_film(folder / "out.mp4")) == 2


@needs_linux
@pytest.mark.usefixtures("no_display")
@pytest.mark.parametrize("options", [("-o", "out.mp4", "--preview-required"), ("--fullscreen",)])
def test_where_the_preview_is_required_or_all_there_is_nothing_is_done(folder, render_quickly, options):
    outcome = render_quickly(*options)
    assert (outcome.code, list(folder.iterdir())) == (2, [])
    assert outcome.stderr == "dreamstream: there is no display: DISPLAY is not set; nothing was rendered\n"


def test_what_a_budget_picks_is_recorded_where_nobody_watches_too(folder, render_quickly):
    outcome = render_quickly("-o", "out.mp4", "--frames=3", "--octaves=2", "--iterations=4", "--budget=1 ms")
    recorded = Recipe.load(folder / "out.acts.toml")
    assert recorded.act == (Act(frame=0, limit=(1, 1)),)
    assert outcome.stderr.splitlines()[-1] == (
        "what hands did and the budget picked is in out.acts.toml; --preset out.acts.toml does it again"
    )


def test_of_an_address_only_the_host_is_in_the_title():
    assert _name("rtsp://me:word@host/app/secret") == "rtsp://host"
    assert _name("here/clip.mp4") == "clip.mp4"


def test_a_terminal_that_is_none_is_no_place_for_a_preview(render_quickly):
    outcome = render_quickly("--preview-to", "terminal")
    assert outcome.code == 2
    assert "standard error is no terminal that has colours; nothing was rendered" in outcome.stderr


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("windo", "unknown preview 'windo'; did you mean 'window'?"),
        ("http://127.0.0.1", "'http://127.0.0.1' is no place for a preview; write http://127.0.0.1:8090"),
    ],
)
def test_an_unknown_place_is_refused(folder, render_quickly, place, sentence):
    outcome = render_quickly("-o", "out.mp4", "--preview-to", place)
    assert (outcome.code, outcome.stderr, list(folder.iterdir())) == (2, f"dreamstream: {sentence}\n", [])


def test_a_browser_sees_it_run_without_any_output(folder, render_quickly):
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    seen, enough = [], threading.Event()

    def watch():
        while not enough.is_set():
            with suppress(OSError), urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as response:
                while len(seen) < 3 and (line := response.readline()):
                    if line.startswith(b"Content-Length: "):
                        response.readline()
                        seen.append(response.read(int(line.split()[1]))[:2])
                return

    client = threading.Thread(target=watch)
    client.start()
    outcome = render_quickly("--preview-to", address, "--frames=24")
    enough.set()
    client.join(timeout=PATIENCE_SECONDS)
    assert outcome.code == 0
    assert outcome.stderr.splitlines()[-1].startswith("shown: 24 frames, ")
    # What every JPEG begins with.
    assert seen == [b"\xff\xd8"] * 3
    assert list(folder.iterdir()) == []


def test_while_the_preview_has_the_terminal_all_is_said_afterwards_and_frames_are_not_counted(chosen, capfd):
    said = []
    with console_beside(chosen(preview_to="terminal")) as console:
        console.print("wrote it")
        assert capfd.readouterr().err == ""
        report = report_beside(chosen(preview_to="terminal"), said.append)
        report(FrameDone(1, 2, 0.5))
        report(Finished(2, 1.0, stopped=False))
    assert capfd.readouterr().err == "wrote it\n"
    assert said == [Finished(2, 1.0, stopped=False)]


@pytest.fixture
def chosen(replace_run, cli):
    """Return what the command makes of these options."""

    def chosen(**options):
        caught = []
        replace_run(lambda given: caught.append(given) or 0)
        cli("in.jpg", *(f"--{name.replace('_', '-')}={value}" for name, value in options.items()))
        return caught[0]

    return chosen
