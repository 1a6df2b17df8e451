import json

import cv2
import pytest


@pytest.fixture
def score(cli, small_model):
    """Score the small network's loops, two frames of 48x32 each."""
    prototxt, caffemodel = small_model
    fixed = ("score", prototxt, "--weights", caffemodel, "--layer=mix/output", "--frames=2", "--size=48x32")
    return lambda *arguments: cli(*fixed, "--device=cpu", *arguments)


def test_loops_become_json_and_a_sheet(score, folder):
    outcome = score("--sheet", "sheet.png")
    assert outcome.code == 0
    found = json.loads(outcome.stdout)
    assert (found["model"], found["frames"]) == ("net", 2)
    assert [(loop["look"], loop["seed"], loop["layers"]) for loop in found["loops"]] == [
        ("zoom", "sky", ["mix/output"]),
        ("vstretch", "sky", ["mix/output"]),
    ]
    assert cv2.imread(str(folder / "sheet.png")).shape == (2 * 213 + 4, 2 * 320 + 4, 3)
    assert outcome.stderr == "zoom on sky: frame 2 of 2\nvstretch on sky: frame 2 of 2\n"


def test_looks_pictures_and_a_recipe_may_be_given(score, folder, seed_picture):
    (folder / "soft.toml").write_text("[dream]\niterations = 0\n")
    arguments = ("-p", "rotate", "--input", "noise", "--input", str(seed_picture), "--recipe", "soft.toml")
    found = json.loads(score(*arguments).stdout)
    assert [(loop["look"], loop["seed"]) for loop in found["loops"]] == [
        ("rotate", "noise"),
        ("rotate", str(seed_picture)),
    ]


def test_a_sheet_that_exists_is_not_replaced_unasked(score, folder):
    (folder / "sheet.png").write_text("mine")
    outcome = score("--sheet", "sheet.png")
    assert outcome.code == 2
    assert outcome.stderr == "dreamstream: sheet.png exists; use --overwrite (-y) to replace it\n"
    assert (folder / "sheet.png").read_text() == "mine"
    assert score("--sheet", "sheet.png", "-y").code == 0
    assert cv2.imread(str(folder / "sheet.png")) is not None


def test_a_sheet_is_a_picture(score):
    outcome = score("--sheet", "sheet.txt")
    assert outcome.code == 2
    assert "'sheet.txt' is not the name of a picture; end it with .png or .jpg" in outcome.stderr


def test_a_size_that_is_none_is_refused(score):
    outcome = score("--size", "large")
    assert outcome.code == 2
    assert outcome.stderr == "dreamstream: --size: 'large' is not a size like 640x360\n"
