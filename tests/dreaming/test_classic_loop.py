"""The whole classic loop agrees with the original's, octave by octave, given the same jitters."""

import numpy as np
import pytest
import scipy.ndimage

from dreamstream import deepdream
from dreamstream.network import Network


@pytest.fixture
def loop(golden):
    return golden("nets/dream_loop")


def dream(loop, precision="float32", **changes):
    network = Network(loop.spec, mean_bgr=loop["mean_bgr"], device="cpu", precision=precision)
    settings = {
        "layer": str(loop["end"]),
        "octaves": int(loop["octave_n"]),
        "octave_scale": float(loop["octave_scale"]),
        "iterations": int(loop["iter_n"]),
        "step_size": float(loop["step_size"]),
        "jitters": loop["jitters"],
    }
    return deepdream(network, loop["image"], **settings | changes)


def test_the_first_octave_is_the_originals(loop):
    small = loop["octave0"]
    iterations = int(loop["iter_n"])
    # The smallest octave alone: the picture at its size, dreamed with the first jitters.
    base = loop["image"].transpose(2, 0, 1)
    for _ in range(int(loop["octave_n"]) - 1):
        base = scipy.ndimage.zoom(base, (1, 1 / float(loop["octave_scale"]), 1 / float(loop["octave_scale"])), order=1)
    network = Network(loop.spec, mean_bgr=loop["mean_bgr"], device="cpu", precision="float32")
    ours = deepdream(
        network,
        base.transpose(1, 2, 0),
        layer=str(loop["end"]),
        octaves=1,
        iterations=iterations,
        step_size=float(loop["step_size"]),
        jitters=loop["jitters"][:iterations],
    )
    assert np.abs(ours - small).mean() < 0.05


def test_the_result_is_the_originals(loop):
    assert np.abs(dream(loop) - loop["result"]).mean() < 0.5
