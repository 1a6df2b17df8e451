"""One step: as long as asked for, uphill, within the picture's range."""

import numpy as np
import pytest
import torch

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.dreaming import L2, Ascent, Channels, Goal, Logit, Shaping
from dreamstream.network import Network
from dreamstream.network.preprocessing import from_network, to_network

END = "mix/output"
CPU = torch.device("cpu")


@pytest.fixture
def ascent(small_network):
    return Ascent(small_network, (Goal(END, L2()),), step_size=1.5, clip=False)


@pytest.fixture
def data(small_network, rng):
    return to_network(rng.uniform(60, 200, (24, 30, 3)).astype(np.float32), small_network.mean_bgr, CPU)


def test_the_mean_change_is_the_step_size(ascent, data):
    higher, steepness, _ = ascent.step(data, (0, 0))
    assert (higher - data).abs().mean().item() == pytest.approx(1.5, rel=1e-4)
    assert steepness > 0


@pytest.mark.parametrize("objective", [L2(), Channels((3, 30))])
def test_steps_raise_the_objective(small_network, data, objective):
    ascent = Ascent(small_network, (Goal(END, objective),), step_size=1.5, clip=True)

    def height(picture):
        activation = torch.from_numpy(small_network.forward(picture.numpy(), END))
        return (activation * objective.top_diff(activation)).sum().item()

    heights = [height(data)]
    for _ in range(3):
        data, *_ = ascent.step(data, (0, 0))
        heights.append(height(data))
    assert heights == sorted(heights)
    assert heights[-1] > 1.2 * heights[0]


def test_the_gradient_is_taken_of_the_shifted_picture(ascent, data):
    right, down = 5, -3
    higher, steepness, _ = ascent.step(data, (right, down))
    shifted = torch.from_numpy(np.roll(np.roll(data.numpy(), right, axis=3), down, axis=2))
    expected, expected_steepness, _ = ascent.step(shifted, (0, 0))
    assert np.array_equal(np.roll(np.roll(expected.numpy(), -right, axis=3), -down, axis=2), higher.numpy())
    assert steepness == expected_steepness


def test_where_there_is_no_gradient_the_picture_is_left_alone(data):
    pool = LayerSpec("pool", "ReLU", ("data",), ("pool",))
    network = Network(NetworkSpec("net", {"data": ()}, (pool,)), device="cpu", precision="float32")
    dark = -data.abs() - 1
    higher, steepness, _ = Ascent(network, (Goal("pool", L2()),), 1.5, clip=False).step(dark, (4, 2))
    assert torch.equal(higher, dark)
    assert steepness == 0


def test_clipping_keeps_what_a_picture_can_hold(small_network, data):
    clipped, *_ = Ascent(small_network, (Goal(END, L2()),), step_size=200, clip=True).step(data, (0, 0))
    picture = from_network(clipped, small_network.mean_bgr)
    assert np.allclose([picture.min(), picture.max()], [0, 255], atol=1e-4)
    free, *_ = Ascent(small_network, (Goal(END, L2()),), step_size=200, clip=False).step(data, (0, 0))
    assert from_network(free, small_network.mean_bgr).min() < -1


def test_several_goals_are_climbed_in_the_ratio_of_their_weights(small_network, data):
    # The layers' gradients differ by orders of magnitude; their shares in the step do not.
    steep, flat = Goal("conv1", L2(), 1.0), Goal(END, Logit((30,)), -0.5)
    alone = [small_network.differentiate(data, goal.layer, goal.objective.top_diff)[1] for goal in (steep, flat)]
    means = [gradient.abs().mean() for gradient in alone]
    assert means[0] > 100 * means[1]
    direction = alone[0] / means[0] - 0.5 * alone[1] / means[1]
    heavier = Goal("conv1", L2(), 2e200), Goal(END, Logit((30,)), -1e200)
    for goals in ((steep, flat), (flat, steep), heavier):
        higher, *_ = Ascent(small_network, goals, 1.5, clip=False).step(data, (0, 0))
        assert torch.allclose(higher - data, 1.5 * direction / direction.abs().mean(), rtol=1e-3, atol=1e-3)


def test_a_balance_that_is_kept_gives_the_same_step_again(small_network, data):
    ascent = Ascent(small_network, (Goal("conv1", L2()), Goal(END, Channels((1, 2)), 0.3)), 1.5, clip=False)
    first = ascent.step(data, (2, 1))
    again = ascent.step(data, (2, 1), balance=first.balance)
    assert again.balance is first.balance
    assert torch.allclose(again.data, first.data, atol=1e-3)


def test_a_goal_without_gradient_leaves_the_step_to_the_others(small_network, data):
    dead = Goal("conv1", Channels(()), 5.0)
    higher, *_ = Ascent(small_network, (dead, Goal(END, L2())), 1.5, clip=False).step(data, (0, 0))
    alone, *_ = Ascent(small_network, (Goal(END, L2()),), 1.5, clip=False).step(data, (0, 0))
    assert torch.allclose(higher, alone, atol=1e-4)


@pytest.mark.parametrize("down", [{"step_size": -1.5}, {"weight": -2.0}])
def test_below_0_the_way_is_down(small_network, data, ascent, down):
    goal = Goal(END, L2(), down.get("weight", 1.0))
    lower, *_ = Ascent(small_network, (goal,), down.get("step_size", 1.5), clip=False).step(data, (3, 1))
    assert torch.allclose(lower - data, data - ascent.step(data, (3, 1)).data, atol=1e-4)


def test_a_mask_says_where_and_how_much(ascent, data):
    mask = torch.zeros(1, 1, *data.shape[2:])
    mask[..., 10:20] = 1
    mask[..., 20:] = 0.5
    masked, *_ = ascent.step(data, (5, -3), mask=mask)
    change = (masked - data).abs()
    assert torch.equal(change[..., :10], torch.zeros_like(change[..., :10]))
    # Where it is white, the step is as long as it says.
    assert (change.sum() / (3 * mask.sum())).item() == pytest.approx(1.5, rel=1e-4)
    free = ascent.step(data, (5, -3)).data - data
    ratio = (masked - data).sum() / (free * mask).sum()
    assert torch.allclose(masked - data, ratio * free * mask, atol=1e-3)


@pytest.mark.parametrize("step_size", [1.5, -400.0])
def test_a_mask_that_is_black_changes_nothing(small_network, data, step_size):
    ascent = Ascent(small_network, (Goal(END, L2()),), step_size, clip=False)
    assert torch.equal(ascent.step(data, (1, 1), mask=torch.zeros(1, 1, *data.shape[2:])).data, data)


def test_regularisers_pull_as_hard_as_their_weight_whatever_the_network(small_network, data):
    shaping = Shaping(total_variation=0.3, l2_decay=0.2)
    for layer, step_size in (("conv1", 1.5), (END, -2.0)):
        plain, shaped = (
            Ascent(small_network, (Goal(layer, L2()),), step_size, clip=False, shaping=each).step(data, (4, 2)).data
            for each in (Shaping(), shaping)
        )
        assert torch.allclose(shaped - plain, abs(step_size) * shaping.pull(data), atol=1e-4)


def test_a_smoothed_step_is_as_long_and_goes_up(small_network, data, ascent):
    smooth = Ascent(small_network, ascent.goals, 1.5, clip=False, shaping=Shaping(smooth_octaves=2))
    step = smooth.step(data, (0, 0)).data - data
    assert step.abs().mean().item() == pytest.approx(1.5, rel=1e-4)
    assert (step * (ascent.step(data, (0, 0)).data - data)).sum() > 0


def test_the_steps_of_any_length_are_nothing_where_there_is_no_gradient(small_network, data):
    dead = Goal(END, Channels(()))
    assert torch.equal(Ascent(small_network, (dead,), 1e6, clip=False).step(data, (0, 0)).data, data)
