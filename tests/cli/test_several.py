"""Several inputs: a film each, dreamed side by side, told of as one."""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import cv2
import numpy as np
import pytest

from dreamstream import opening
from dreamstream.network import Network
from dreamstream.sinks.film import FilmSink
from dreamstream.sources import open_source

QUICK = ("--octaves=1", "--iterations=1", "--jitter=2", "--device=cpu", "--precision=float32")
PATIENCE_SECONDS = 60


@pytest.fixture
def pictures(folder, rng):
    """Three stills of one size in the working folder."""
    for name in ("a", "b", "c"):
        cv2.imwrite(str(folder / f"{name}.png"), cv2.resize(rng.integers(0, 256, (6, 8, 3), np.uint8), (64, 48)))
    return ["a.png", "b.png", "c.png"]


@pytest.fixture
def runs(monkeypatch):
    """How many pictures each run of the network is of."""
    counts = []
    differentiate = Network.differentiate_many

    def counted(network, data, goals):
        counts.append(len(data))
        return differentiate(network, data, goals)

    def counted_one(network, data, end, top_diff, one=Network.differentiate):
        counts.append(len(data))
        return one(network, data, end, top_diff)

    monkeypatch.setattr(Network, "differentiate_many", counted)
    monkeypatch.setattr(Network, "differentiate", counted_one)
    return counts


def lossless(read_film, path):
    return np.array([pixels for _, pixels in read_film(path)], float)


def test_each_makes_the_film_that_it_makes_alone(cli, pictures, folder, read_film, runs):
    several = cli(*pictures, "-o", "{}.mkv", "--codec=ffv1", "--frames=3", "--preset=zoom", *QUICK)
    assert (several.code, several.stdout) == (0, "")
    first, *_, last = several.stderr.splitlines()
    assert re.fullmatch(r"motif, layers? .+; 3 films up to 64x48, 9 frames at 24 fps -> \{\}\.mkv", first)
    assert re.fullmatch(r"wrote 3 of 3 films, 9 frames, \d+\.\d\d s each", last)
    assert {line for line in several.stderr.splitlines() if re.search("wrote .*:", line)} == {
        f"wrote {name}.mkv: 3 frames" for name in "abc"
    }
    assert set(runs) == {3}
    for name in "abc":
        assert cli(f"{name}.png", "-o", "alone.mkv", "-y", "--codec=ffv1", "-n3", "--preset=zoom", *QUICK).code == 0
        ours, alone = (lossless(read_film, folder / f"{each}.mkv") for each in (name, "alone"))
        assert ours.shape == alone.shape == (3, 48, 64, 3)
        # A rounded sum may make a grey level here and there another, and frames feed on each other.
        assert abs(ours - alone).mean() < 0.05


def test_frames_are_the_same_bit_by_bit_where_one_goes_at_a_time(cli, pictures, folder, read_film, runs):
    options = ("--codec=ffv1", "--frames=2", "--distort=zoom", *QUICK)
    assert cli(*pictures, "-o", "{}.mkv", "--batch=1", *options).code == 0
    assert cli("b.png", "-o", "alone.mkv", *options).code == 0
    assert set(runs) == {1}
    np.testing.assert_array_equal(*(lossless(read_film, folder / f"{each}.mkv") for each in ("b", "alone")))


@pytest.mark.parametrize(("batch", "counts"), [("2", {1, 2}), ("16", {3})])
def test_a_batch_says_how_many_go_side_by_side(cli, pictures, runs, batch, counts):
    assert cli(*pictures, "-o", "{}.gif", "-n1", "--batch", batch, *QUICK).code == 0
    assert set(runs) == counts


def test_pictures_of_another_size_have_a_batch_of_their_own(cli, pictures, folder, read_film, runs):
    for name in ("wide", "broad"):
        cv2.imwrite(str(folder / f"{name}.png"), np.full((48, 80, 3), 99, np.uint8))
    outcome = cli("wide.png", *pictures, "broad.png", "-o", "{}.gif", "-n1", *QUICK)
    assert "5 films up to 80x48, 5 frames at" in outcome.stderr
    assert set(runs) == {2, 3}
    assert read_film(folder / "broad.gif")[0][1].shape == (48, 80, 3)


def test_pictures_of_several_are_one_dream_each(cli, pictures, folder):
    (folder / "dreams").mkdir()
    assert cli(*pictures, "-o", "dreams/{}.png", "-o", "{}.gif", "-n2", *QUICK).code == 0
    assert sorted(path.name for path in (folder / "dreams").iterdir()) == ["a.png", "b.png", "c.png"]
    assert (folder / "c.gif").exists()


def test_a_bad_picture_is_told_of_and_the_others_go_on(cli, pictures, folder, read_film):
    (folder / "bad.png").write_text("no picture")
    outcome = cli("a.png", "missing.png", "bad.png", "c.png", "-o", "{}.mp4", "-n2", "-q", *QUICK)
    assert outcome.code == 1
    missing, bad = outcome.stderr.splitlines()
    assert missing == "dreamstream: no such file: 'missing.png'"
    assert bad == "dreamstream: 'bad.png' is neither a picture nor a video that can be decoded"
    assert len(read_film(folder / "a.mp4")) == len(read_film(folder / "c.mp4")) == 2
    assert not (folder / "bad.mp4").exists()


def test_a_film_that_fails_on_its_way_leaves_what_plays_and_the_others_are_whole(
    cli, pictures, folder, read_film, monkeypatch
):
    write = FilmSink.write

    def fail(film, frame):
        if film._name == "b.mkv" and frame.index == 2:
            raise OSError("the disk is full")
        write(film, frame)

    monkeypatch.setattr(FilmSink, "write", fail)
    outcome = cli(*pictures, "-o", "{}.mkv", "--codec=ffv1", "-n4", *QUICK)
    assert outcome.code == 1
    (told,) = (line for line in outcome.stderr.splitlines() if line.startswith("dreamstream: "))
    assert told.startswith("dreamstream: b.png: internal error, OSError: the disk is full")
    assert "while encoding; the frames before it are in 'b.part.mkv', which plays" in told
    assert re.search(r"^wrote 2 of 3 films, 1\d frames", outcome.stderr, re.MULTILINE)
    assert [len(read_film(folder / name)) for name in ("a.mkv", "b.part.mkv", "c.mkv")] == [4, 2, 4]


def test_what_can_not_be_written_is_refused_before_anything_is_dreamed(cli, pictures, folder):
    (folder / "c.mp4").touch()
    outcome = cli(*pictures, "-o", "{}.mp4", *QUICK)
    assert (outcome.code, outcome.stderr) == (2, "dreamstream: c.mp4 exists; use --overwrite (-y) to replace it\n")
    assert not (folder / "a.mp4").exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("-o", "out.mp4"), "2 inputs make as many films, and out.mp4 is the name of one; write -o '{}.mp4', where"),
        ((), "no output given; write -o '{}.mp4', where {} is each input's name"),
        (("out.mp4",), "no output given; write -o out.mp4 if that is it, or -o '{}.mp4', where {} is each"),
        (("-o", "{}.mp4", "--preview"), "a preview shows one film, and hands steer one; give one input"),
        (("-o", "{}.mp4", "--osc=9000"), "a preview shows one film, and hands steer one; give one input"),
        (("-o", "{}.mp4", "--budget=1s"), "--budget keeps the pace of one film; give one input"),
        (("-o", "{}.mp4", "--like=a.png", "--preset=zoom"), "--like and --preset both say the look"),
        (("-", "-o", "{}.mp4"), "the standard input (-) makes a film by itself; give it alone"),
        (("-o", "{}.mp4", "--layer=nowhere"), "unknown layer 'nowhere'"),
        (("-o", "{}.mp4", "--layer=parts:9999"), "has channels 0 to 199, not 9999"),
    ],
)
def test_what_makes_no_sense_for_several_is_refused(cli, pictures, folder, options, sentence):
    outcome = cli(*pictures[:2], *options, *QUICK)
    assert (outcome.code, outcome.stderr.count("dreamstream: ")) == (2, 1)
    assert sentence in outcome.stderr
    assert {path.suffix for path in folder.iterdir()} == {".png"}


def test_braces_are_a_single_inputs_name_too(cli, pictures, folder):
    assert cli("a.png", "-o", "{}-dream.gif", "-n1", "-q", *QUICK).code == 0
    assert (folder / "a-dream.gif").exists()


def test_videos_among_them_are_dreamed_one_after_the_other_and_not_distorted_unless_asked(
    cli, pictures, folder, read_film, runs
):
    assert cli("a.png", "-o", "clip.mkv", "-n2", "--motion-only", "-q").code == 0
    outcome = cli("clip.mkv", *pictures[:2], "-o", "{}.gif", "-n2", "-q", *QUICK)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert set(runs) == {1, 2}
    assert len(read_film(folder / "clip.gif")) == len(read_film(folder / "b.gif")) == 2


def test_only_the_motion_of_several_needs_no_network(cli, pictures, folder, read_film, runs):
    outcome = cli(*pictures, "-o", "{}.gif", "-n2", "--motion-only")
    assert outcome.code == 0
    assert outcome.stderr.startswith("motion only, nothing dreams; 3 films up to 64x48, 6 frames at 24 fps")
    assert (len(read_film(folder / "c.gif")), runs) == (2, [])


def test_a_plan_is_of_all_films_of_a_size(cli, pictures, folder):
    cv2.imwrite(str(folder / "wide.png"), np.full((48, 80, 3), 99, np.uint8))
    outcome = cli(*pictures, "wide.png", "-o", "{}.mp4", "-n4", "--plan", *QUICK)
    assert outcome.code == 0
    several, one = outcome.stderr.splitlines()
    assert re.match(r"plan: 3 films of 64x48, 12 frames, about \d+\.\d\d s each, \d:\d\d in all; memory about", several)
    assert re.match(r"plan: 80x48, 4 frames, about", one)
    assert "output about" in one
    assert "output" not in cli(*pictures, "-n4", "--plan", *QUICK).stderr
    assert {path.suffix for path in folder.iterdir()} == {".png"}


def test_an_input_is_looked_at_once_before_it_is_rendered_whatever_its_look_is_to_be(
    cli, pictures, folder, monkeypatch
):
    assert cli("a.png", "-o", "clip.mkv", "-n2", "--motion-only", "-q").code == 0
    targets = []

    def noted(target, *given, **more):
        targets.append(target)
        return open_source(target, *given, **more)

    monkeypatch.setattr(opening, "open_source", noted)
    assert cli("clip.mkv", *pictures[:2], "-o", "{}.gif", "-n1", "-q", *QUICK).code == 0
    assert sorted(targets) == sorted(2 * ["clip.mkv", *pictures[:2]])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_ctrl_c_leaves_all_films_that_have_begun_as_they_are_and_begins_no_other(pictures, folder, read_film):
    options = ("-o", "{}.mp4", "--frames=1000000", "--batch=2", *QUICK)
    command = (sys.executable, "-m", "dreamstream", *pictures, *options)
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, env=environment) as process:
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        for line in process.stderr:
            if re.match(rb"frame ([3-9]|\d\d)", line):
                break
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().decode()
        watchdog.cancel()
        watchdog.join()
    assert process.returncode == 130
    *told, last = said.splitlines()
    assert re.fullmatch(
        r"stopped; wrote 0 of 3 films, \d+ frames, \d+\.\d\d s each; --resume goes on with the others", last
    )
    for name in ("a.part.mp4", "b.part.mp4"):
        assert f"stopped; {name} holds the {len(read_film(folder / name))} frames so far" in told
        assert (folder / f"{name}.state").exists()
    assert {path.name for path in folder.iterdir()} & {"a.mp4", "b.mp4", "c.mp4", "c.part.mp4"} == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_killed_run_is_gone_on_with_film_by_film_as_if_nothing_had_been(cli, pictures, folder, read_film):
    options = ("--codec=ffv1", "--frames=60", "--batch=1", *QUICK)
    command = (sys.executable, "-m", "dreamstream", *pictures, "-o", "{}.mkv", "-q", *options)
    with subprocess.Popen(command, cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1"}) as process:
        watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
        watchdog.start()
        while not (folder / "b.part.mkv.state").exists() and process.poll() is None:
            time.sleep(0.005)
        process.kill()
        watchdog.cancel()
        watchdog.join()
    assert process.returncode == -signal.SIGKILL
    assert "a.mkv exists; use --overwrite (-y)" in cli(*pictures, "-o", "{}.mkv", *options).stderr
    planned = cli(*pictures, "-o", "{}.mkv", "--plan", "--resume", *options).stderr
    assert re.match(r"plan: 2 films of 64x48, 120 frames of which \d+ are there, about", planned)
    outcome = cli(*pictures, "-o", "{}.mkv", "--resume", *options)
    assert outcome.code == 0
    kept, first, *_, last = outcome.stderr.splitlines()
    assert kept == "1 of 3 films is there already and left as it is"
    assert re.search(r"; 2 films up to 64x48, 120 frames at .*, going on after \d+ frames?$", first)
    assert re.fullmatch(r"wrote 2 of 2 films, 120 frames, \d+\.\d\d s each", last)
    assert sorted(path.name for path in folder.glob("?.*")) == sorted([*pictures, "a.mkv", "b.mkv", "c.mkv"])
    assert cli("b.png", "-o", "alone.mkv", "-q", *options).code == 0
    np.testing.assert_array_equal(*(lossless(read_film, folder / f"{each}.mkv") for each in ("b", "alone")))
    again = cli(*pictures, "-o", "{}.mkv", "--resume", *options)
    assert (again.code, again.stderr) == (0, "3 of 3 films are there already and left as they are\n")
    planned = cli(*pictures, "-o", "{}.mkv", "--plan", "--resume", *options).stderr
    assert planned == "plan: all films are there already\n"
