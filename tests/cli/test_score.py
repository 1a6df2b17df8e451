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


def test_a_size_that_is_none_is_refused(score):
    outcome = score("--size", "large")
    assert outcome.code == 2
    assert outcome.stderr == "dreamstream: --size: 'large' is not a size like 640x360\n"
