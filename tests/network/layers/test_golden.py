"""Every layer type computes what the original computed, forward and backward."""

from pathlib import Path

import numpy as np
import pytest

from dreamstream.network import Network

FOLDER = Path(__file__).parents[2] / "golden"
CASES = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("[fl]*/*.npz"))


def relative(ours, theirs):
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


@pytest.mark.parametrize("case", CASES)
def test_activation_and_gradient_are_the_originals(golden, case):
    net = golden(case)
    network = Network(net.spec, device="cpu", precision="float32")
    activation, gradient = network.gradient(net["data"], str(net["end"]), net["top_diff"])
    assert activation.shape == net["activation"].shape
    assert relative(activation, net["activation"]) < 1e-4
    assert relative(gradient, net["gradient"]) < 1e-4


def test_all_cases_are_there():
    assert len(CASES) == 44
