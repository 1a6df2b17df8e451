import signal

import cv2
import numpy as np
import pytest

from dreamstream.errors import Stopped
from dreamstream.training import make
from dreamstream.training.dataset import NONE
from dreamstream.training.drawn import Drawn
from dreamstream.training.plan import Plan
from dreamstream.training.progress import Accuracy, Evaluated, PicturesMade, Planned, StepDone


@pytest.fixture
def pictures(folder, rng):
    """'blue' and 'red' pictures in a folder each."""
    for channel, name in ((0, "blue"), (2, "red")):
        (folder / "mine" / name).mkdir(parents=True)
        for number in range(20):
            picture = rng.integers(0, 60, (32, 32, 3), dtype=np.uint8)
            picture[..., channel] += 150
            cv2.imwrite(str(folder / "mine" / name / f"{number}.png"), picture)
    return "mine"


@pytest.fixture
def given(monkeypatch):
    """What the training would be called with, which is not done."""
    calls = {}

    def note(dataset, settings, length, files, around, provenance):
        calls.update(dataset=dataset, settings=settings, length=length, files=files, around=around, card=provenance)
        return Accuracy(0.9, 0.8)

    monkeypatch.setattr(make, "make_model", note)
    return calls


def test_a_folder_of_pictures_becomes_a_model_to_dream_with(cli, pictures, folder, monkeypatch, seed_picture):
    trained = make.train
    monkeypatch.setattr(make, "train", lambda data, settings, minutes, around: trained(data, settings, TINY, around))
    options = ("--width=s", "--size=32", "--batch=8", "--attack=none", "--device=cpu", "--licence=CC0-1.0")
    outcome = cli("train", "--dataset", pictures, "-o", "mine.net", *options)
    assert (outcome.code, outcome.stdout) == (0, "")
    assert "3 classes, 16 pictures, 2 steps, on " in outcome.stderr
    assert "wrote mine.net.prototxt, its weights and its card: " in outcome.stderr
    render = (
        "--size=64x48",
        "--octaves=1",
        "--iterations=1",
        "--frames=2",
        "--device=cpu",
        "--model=mine.net.prototxt",
    )
    assert cli(seed_picture, "-o", "dream.mp4", *render).code == 0


TINY = Plan(pictures=16, steps=2)


def test_options_become_settings(cli, given, pictures):
    options = ("--minutes=7", "--width=l", "--size=128", "--seed=5", "--attack=pgd", "--radius=0.5", "--averaging=0.1")
    assert cli("train", "--dataset", pictures, "-o", "net", *options, "--licence=mine").code == 0
    settings = given["settings"]
    assert (settings.width, settings.size, settings.seed, settings.averaging) == ("l", 128, 5, 0.1)
    assert (settings.attack.kind, settings.attack.radius) == ("pgd", 0.5)
    assert (given["length"], given["card"].licence, given["around"].start_anew) == (7, "mine", False)
    assert given["dataset"].classes == ("blue", "red", NONE)


def test_unless_told_otherwise_it_learns_drawn_motifs(cli, given):
    assert cli("train", "-o", "net").code == 0
    assert given["dataset"] == Drawn()


def test_what_is_there_is_not_replaced_unasked(cli, given, folder):
    (folder / "net.toml").touch()
    outcome = cli("train", "-o", "net")
    assert (outcome.code, given) == (2, {})
    assert outcome.stderr == "dreamstream: net.toml exists; use --overwrite (-y) to replace it\n"
    assert cli("train", "-o", "net", "-y").code == 0
    assert given["around"].start_anew


def test_ctrl_c_stops_it_and_says_how_to_go_on(cli, monkeypatch):
    def stop(*given):
        signal.raise_signal(signal.SIGINT)
        assert given[4].should_stop()
        raise Stopped("stopped after step 3 of 6; the same command goes on from there")

    monkeypatch.setattr(make, "make_model", stop)
    outcome = cli("train", "-o", "net")
    assert outcome.code == 130
    assert outcome.stderr == "dreamstream: stopped after step 3 of 6; the same command goes on from there\n"


def test_records_are_told_in_lines(cli, monkeypatch):
    def train(dataset, settings, minutes, files, around, provenance):
        tell = around.on_progress
        tell(Planned(("eye", NONE), "a processor", 100, 60, resumed_at=10))
        tell(PicturesMade(50, 100, 25.0))
        tell(StepDone(20, 60, 1.234, 0.5, 300.4, 75.0))
        tell(Evaluated(20, Accuracy(0.5, 0.25)))
        return Accuracy(0.9, 0.8)

    monkeypatch.setattr(make, "make_model", train)
    monkeypatch.setattr("dreamstream.cli.train_report._SECONDS_BETWEEN_LINES", 0.0)
    assert cli("train", "-o", "net").stderr.splitlines() == [
        "2 classes, 100 pictures, 60 steps, on a processor; going on at step 10",
        "made 50 of 100 pictures, 25/s",
        "step 20 of 60, loss 1.23, 50% right, 300 pictures/s, 1:15 left",
        "after step 20: 50.0% right on pictures held out, 25.0% when they are attacked",
        "wrote net.prototxt, its weights and its card: 90.0% right on pictures held out, 80.0% when they are attacked",
    ]


def test_a_dataset_that_is_none_is_refused(cli):
    outcome = cli("train", "--dataset", "nowhere", "-o", "net")
    assert outcome.code == 2
    assert outcome.stderr.startswith("dreamstream: there is no folder 'nowhere'; ")


def test_a_length_can_be_stated_exactly(cli, given, folder):
    assert cli("train", "-o", "mine", "--pictures=300", "--steps=20").code == 0
    assert given["length"] == Plan(300, 20)


@pytest.mark.parametrize("alone", ["--pictures=300", "--steps=20"])
def test_half_a_length_is_refused(cli, given, folder, alone):
    outcome = cli("train", "-o", "mine", alone)
    assert outcome.code == 2
    assert "--pictures and --steps say together how long a training is" in outcome.stderr
    assert not given
