import shlex
from pathlib import Path

import numpy as np

from dreamstream.atlas.command import command_line
from dreamstream.completion import complete
from dreamstream.recipe import Recipe


def command(picture, tables):
    recipe, _ = complete(Recipe.parse(tables))
    return command_line(picture, recipe, (320, 180))


def test_all_that_determines_a_tile_is_told():
    assert command("sky.jpg", {"dream": {"octaves": 3, "step_size": 2.25}}) == (
        "dreamstream sky.jpg --model motif --size 320x180 --octaves 3 --octave-scale 1.4 --iterations 10 "
        "--step-size 2.25 --jitter 32 --seed 0"
    )


def test_what_shapes_the_steps_is_told_where_it_is_not_as_always():
    shaped = {"amount": -1, "mask": "/home/me/mask.png", "mask_feather": 0.05, "smooth_octaves": 4}
    told = command("sky.jpg", {"dream": {**shaped, "total_variation": 0.1, "l2_decay": 0.5}})
    assert (
        " --amount -1 --mask mask.png --mask-feather 0.05 --smooth-octaves 4 --total-variation 0.1 --l2-decay 0.5 "
        in told
    )


def test_what_is_said_of_the_model_is_told_too():
    model = {"name": "bvlc_googlenet", "weights": "/secret/net.caffemodel", "mean_bgr": "104,116.5,122"}
    told = command("sky.jpg", {"model": {**model, "precision": "float32"}})
    assert " --model bvlc_googlenet --weights net.caffemodel --mean 104,116.5,122 --precision float32 " in told


def test_where_files_are_kept_is_not_told_and_odd_names_are_quoted():
    assert shlex.split(command(Path("/home/me/my sky.jpg"), {}))[1] == "my sky.jpg"
    assert "/home" not in command(Path("/home/me/my sky.jpg"), {})


def test_noise_is_told_as_it_was_asked_for():
    assert shlex.split(command("noise:64x48", {}))[1] == "noise:64x48"


def test_an_array_has_no_name():
    assert shlex.split(command(np.zeros((2, 2, 3), np.uint8), {}))[1] == "PICTURE"
