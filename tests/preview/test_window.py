"""A real window on a real, if invisible, screen: what is seen there, and what hands do there."""

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from dreamstream.recipe import Recipe

SEED = Path(__file__).parents[1] / "data" / "seed.jpg"
PATIENCE_SECONDS = 60
RED, GREEN, BLUE = (220, 30, 20), (30, 200, 40), (20, 40, 230)

CHILD = """
import json, sys, time
import numpy as np
from dreamstream.preview import CLOSED, Picture, Window
window = Window(fullscreen=sys.argv[1] == "fullscreen")
window.open(sys.argv[2], (160, 120))
pixels = np.zeros((120, 160, 3), np.uint8)
pixels[:60, :80], pixels[:60, 80:], pixels[60:] = {colours}
window.show(Picture(pixels))
print("shown", flush=True)
while True:
    for gesture in window.poll():
        told = gesture if isinstance(gesture, str) else [round(gesture.x, 2), round(gesture.y, 2)]
        print(json.dumps(told), flush=True)
        if gesture in ("q", CLOSED):
            window.close()
            sys.exit()
    time.sleep(0.01)
""".replace("{colours}", f"{RED}, {GREEN}, {BLUE}")


@pytest.fixture
def title(request):
    """A title that no other test's window has, for those may be there a little longer than their process."""
    return "dreamstream: " + re.sub(r"\W+", " ", request.node.name)


@pytest.fixture
def window(screen, title):
    """Start a window on the screen, and return its process, which says in lines what was done."""
    processes = []

    def start(kind="window", code=CHILD, on=screen):
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", code, kind, title],
            env=on.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        processes.append((process, watchdog))
        return process

    yield start
    for process, watchdog in processes:
        watchdog.cancel()
        watchdog.join()
        process.kill()
        process.communicate()


def said(process):
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return json.loads(line) if line.startswith(('"', "[")) else line.strip()


def colours_at(picture, *places):
    return [tuple(int(level) for level in picture[y, x]) for x, y in places]


def shown(screen, *places):
    """Return the colours at these places (x, y), once they are those of the picture's three parts."""
    for _ in range(200):
        colours = colours_at(screen.picture(), *places)
        if colours == [RED, GREEN, BLUE]:
            break
        screen.do("sleep", 0.05)
    return colours


def test_a_window_is_titled_fills_most_of_the_screen_and_shows_the_picture(screen, window, title):
    process = window()
    assert said(process) == "shown"
    (name,) = screen.ask("search", "--name", f"^{title}$").split()
    geometry = screen.ask("getwindowgeometry", "--shell", name)
    assert "WIDTH=720\nHEIGHT=540" in geometry
    assert shown(screen, (100, 100), (600, 100), (400, 500)) == [RED, GREEN, BLUE]


def test_keys_and_clicks_are_told_and_nothing_else_is_said(screen, window):
    process = window()
    assert said(process) == "shown"
    # Without a window manager the keys go to the window under the pointer.
    screen.do("mousemove", 180, 405)
    for key, told in [("space", " "), ("Left", "left"), ("Down", "down"), ("bracketright", "]"), ("equal", "=")]:
        screen.do("key", key)
        assert said(process) == told
    screen.do("click", 1)
    assert said(process) == [0.25, 0.75]
    # Keys without a character, whose codes end as those of P, Z and c.
    screen.do("key", "Home", "F13", "Insert")
    screen.do("key", "q")
    assert said(process) == "q"
    assert process.wait(timeout=PATIENCE_SECONDS) == 0
    assert process.stderr.read() == ""


def test_closing_the_window_is_a_gesture(screen, window, title):
    process = window()
    assert said(process) == "shown"
    screen.close_window(title)
    assert said(process) == "closed"
    assert process.wait(timeout=PATIENCE_SECONDS) == 0
    assert process.stderr.read() == ""


def test_fullscreen_fills_it_and_is_left_by_a_key(screen, window, title):
    process = window("fullscreen")
    assert said(process) == "shown"
    assert shown(screen, (2, 2), (797, 2), (797, 597)) == [RED, GREEN, BLUE]
    screen.do("mousemove", 180, 405)
    screen.do("key", "f")
    assert placed(screen, title, 720, 540) == (0, 0, 720, 540)


def placed(screen, title, *size):
    """Return where the window's picture is, (x, y, width, height), once it has this size."""
    for _ in range(200):
        told = dict(
            line.split("=")
            for line in screen.ask("search", "--name", f"^{title}$", "getwindowgeometry", "--shell").split()
        )
        place = tuple(int(told[key]) for key in ("X", "Y", "WIDTH", "HEIGHT"))
        if place[2:] == size:
            break
        screen.do("sleep", 0.05)
    return place


@pytest.mark.parametrize("kind", ["window", "fullscreen"])
def test_it_fills_a_desktop_and_gives_it_back(desktop, window, title, kind):
    process = window(kind, on=desktop)
    assert said(process) == "shown"
    if kind == "window":
        placed(desktop, title, 720, 540)
        desktop.do("key", "f")
    assert placed(desktop, title, 800, 600) == (0, 0, 800, 600)
    assert shown(desktop, (2, 2), (797, 2), (797, 597)) == [RED, GREEN, BLUE]
    desktop.do("key", "Escape")
    x, y, width, height = placed(desktop, title, 720, 540)
    assert (width, height) == (720, 540)
    # In the middle, about: what of its frame is counted differs.
    assert 0 < x < 80
    assert 0 < y < 100
    desktop.do("key", "q")
    assert said(process) == "q"


def test_clicks_are_told_as_the_window_is_whatever_a_desktop_made_of_it(desktop, window, title):
    process = window(on=desktop)
    assert said(process) == "shown"
    desktop.do("search", "--name", f"^{title}$", "windowsize", 400, 500)
    x, y, width, height = placed(desktop, title, 400, 500)
    assert (width, height) == (400, 500)
    # The picture is 400 x 300 pixels in its middle.
    assert shown(desktop, (x + 10, y + 110), (x + 390, y + 110), (x + 10, y + 360)) == [RED, GREEN, BLUE]
    desktop.do("search", "--name", f"^{title}$", "mousemove", "--window", "%1", 300, 325, "click", 1)
    assert said(process) == [0.75, 0.75]
    desktop.do("key", "alt+F4")
    assert said(process) == "closed"
    assert process.wait(timeout=PATIENCE_SECONDS) == 0
    assert process.stderr.read() == ""


def test_a_window_that_would_hang_is_refused(screen, window):
    process = window(code="import av, cv2, dreamstream.preview as p; p.Window().open('dreamstream', (4, 2))")
    _, stderr = process.communicate(timeout=PATIENCE_SECONDS)
    assert "DisplayError: a window would hang, for PyAV was imported before OpenCV; import cv2 first" in stderr


@pytest.mark.parametrize("room", ["sources", "sinks"])
def test_whatever_of_ours_comes_first_opencv_is_imported_before_pyav(room):
    code = f"import sys, dreamstream.{room}; print([name for name in sys.modules if name in ('av', 'cv2')])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "['cv2', 'av']"


def test_a_window_is_steered_and_its_closing_finishes_the_film(screen, tmp_path, read_film):
    command = [sys.executable, "-P", "-m", "dreamstream", SEED, "-o", "out.mp4", "--preview", "--frames=100000"]
    quick = ["--size=64x48", "--octaves=1", "--iterations=1", "--device=cpu", "--preset=zoom"]
    title = f"^dreamstream: {SEED.name}$"
    with subprocess.Popen(
        [*command, *quick], cwd=tmp_path, env=screen.environment, stderr=subprocess.PIPE, text=True
    ) as process:
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        lines = [process.stderr.readline() for _ in range(2)]
        screen.do("mousemove", 540, 270)
        screen.do("click", 1)
        screen.do("key", "d")
        lines += [process.stderr.readline() for _ in range(2)]
        screen.close_window(title)
        lines += process.stderr.readlines()
        watchdog.cancel()
    assert process.returncode == 0
    assert lines[-2].startswith("stopped; out.mp4 holds the ")
    assert lines[-1] == "what was done by hand is in out.acts.toml; --preset out.acts.toml does it again\n"
    # Qt says nothing, whatever it has to complain of.
    assert [line for line in lines[:-1] if not line.startswith(("motif, layer", "plan: ", "frame ", "stopped; "))] == []
    frames = read_film(tmp_path / "out.mp4")
    recorded = Recipe.load(tmp_path / "out.acts.toml")
    assert recorded.source.frames == len(frames)
    (clicked,) = (act.centre for act in recorded.act if act.centre)
    assert clicked == pytest.approx((0.75, 0.5), abs=0.002)
    assert [act.distorted for act in recorded.act if act.distorted is not None] == [False]
