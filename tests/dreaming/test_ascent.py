"""One step: as long as asked for, uphill, within the picture's range."""

import numpy as np
import pytest
import torch

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.dreaming import L2, Ascent, Channels
from dreamstream.network import Network
from dreamstream.network.preprocessing import from_network, to_network

END = "mix/output"
CPU = torch.device("cpu")


@pytest.fixture
def ascent(small_network):
    return Ascent(small_network, END, L2(), step_size=1.5, clip=False)


@pytest.fixture
def data(small_network, rng):
    return to_network(rng.uniform(60, 200, (24, 30, 3)).astype(np.float32), small_network.mean_bgr, CPU)


def test_the_mean_change_is_the_step_size(ascent, data):
    higher, steepness = ascent.step(data, (0, 0))
    assert (higher - data).abs().mean().item() == pytest.approx(1.5, rel=1e-4)
    assert steepness > 0


@pytest.mark.parametrize("objective", [L2(), Channels((3, 30))])
def test_steps_raise_the_objective(small_network, data, objective):
    ascent = Ascent(small_network, END, objective, step_size=1.5, clip=True)

    def height(picture):
        activation = torch.from_numpy(small_network.forward(picture.numpy(), END))
        return (activation * objective.top_diff(activation)).sum().item()

    heights = [height(data)]
    for _ in range(3):
        data, _ = ascent.step(data, (0, 0))
        heights.append(height(data))
    assert heights == sorted(heights)
    assert heights[-1] > 1.2 * heights[0]


def test_the_gradient_is_taken_of_the_shifted_picture(ascent, data):
    right, down = 5, -3
    higher, steepness = ascent.step(data, (right, down))
    shifted = torch.from_numpy(np.roll(np.roll(data.numpy(), right, axis=3), down, axis=2))
    expected, expected_steepness = ascent.step(shifted, (0, 0))
    assert np.array_equal(np.roll(np.roll(expected.numpy(), -right, axis=3), -down, axis=2), higher.numpy())
    assert steepness == expected_steepness


def test_where_there_is_no_gradient_the_picture_is_left_alone(data):
    pool = LayerSpec("pool", "ReLU", ("data",), ("pool",))
    network = Network(NetworkSpec("net", {"data": ()}, (pool,)), device="cpu", precision="float32")
    dark = -data.abs() - 1
    higher, steepness = Ascent(network, "pool", L2(), 1.5, clip=False).step(dark, (4, 2))
    assert torch.equal(higher, dark)
    assert steepness == 0


def test_clipping_keeps_what_a_picture_can_hold(small_network, data):
    clipped, _ = Ascent(small_network, END, L2(), step_size=200, clip=True).step(data, (0, 0))
    picture = from_network(clipped, small_network.mean_bgr)
    assert np.allclose([picture.min(), picture.max()], [0, 255], atol=1e-4)
    free, _ = Ascent(small_network, END, L2(), step_size=200, clip=False).step(data, (0, 0))
    assert from_network(free, small_network.mean_bgr).min() < -1
