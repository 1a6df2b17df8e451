"""Replayed steps are the steps themselves, or are not replayed."""

import copy
import logging
from dataclasses import replace

import numpy as np
import pytest
import torch

from dreamstream import caffe
from dreamstream.dreaming import L2, Ascent, Channels, Goal, Guide, Logit, Octaves, Shaping, TiledNetwork, climb
from dreamstream.dreaming import replay as replay_module
from dreamstream.dreaming.dreamer import random_shift
from dreamstream.dreaming.replay import Replaying, frames_until_steady, stepper_for
from dreamstream.models import find_model
from dreamstream.network import Network
from dreamstream.network.recording import GraphRecorder

END = "mix/output"
CPU = torch.device("cpu")
ON_NVIDIA = pytest.mark.skipif(not torch.cuda.is_available() or torch.version.hip, reason="needs an NVIDIA card")
TWO = Octaves(2, 1.4, 3)


@pytest.fixture
def stepper(graphs):
    return Replaying(GraphRecorder(CPU))


@pytest.fixture
def picture(rng):
    return rng.uniform(20, 230, (40, 50, 3)).astype(np.float32)


@pytest.fixture
def ascent(small_network, stepper):
    return Ascent(small_network, (Goal(END, L2()),), 1.5, clip=True, stepper=stepper)


@pytest.fixture
def dream(ascent, picture):
    """Dream one frame of the picture, its ascent changed as told."""

    def dream(frame=0, octaves=TWO, mask=None, image=picture, **changes):
        return climb(replace(ascent, **changes), image, octaves, random_shift(0, frame, 8), mask=mask)

    return dream


def assert_replayed_frames_are_the_same(dream, graphs, masks=(None,) * 4, **changes):
    for frame, mask in enumerate(masks):
        changing = {"frame": frame, "mask": mask, "step_size": 1.0 + frame, **changes}
        assert np.array_equal(dream(**changing), dream(**changing, stepper=None))
        if frame == 1:
            made = len(graphs)
    assert len(graphs) == made > 0
    assert all(graph.replays > 2 for graph in graphs)


def test_where_recordings_are_made_steps_are_replayed_and_elsewhere_taken_one_by_one(graphs, monkeypatch):
    assert stepper_for(CPU) is stepper_for(torch.device("mps")) is None
    assert frames_until_steady(CPU) == 1
    assert isinstance(stepper_for(torch.device("cuda")), Replaying)
    assert frames_until_steady(torch.device("cuda")) == 2


@pytest.mark.parametrize("objective", [L2(), Channels((3, 30)), Logit((5,))], ids=str)
def test_jitter_and_step_size_change_from_step_to_step_without_another_recording(dream, graphs, objective):
    assert_replayed_frames_are_the_same(dream, graphs, goals=(Goal(END, objective, -1.0),))
    assert len(graphs) == 2


def test_so_do_balance_and_mask_under_all_that_shapes_a_step(dream, graphs, rng):
    masks = [torch.from_numpy(rng.random((1, 1, 40, 50), np.float32)) for _ in range(4)]
    goals = Goal("conv1", L2()), Goal(END, Channels((1, 2)), -0.5)
    shaping = Shaping(total_variation=0.3, l2_decay=0.2, smooth_octaves=2)
    assert_replayed_frames_are_the_same(dream, graphs, masks, goals=goals, shaping=shaping)
    # At each size one that balances, and one that keeps to it.
    assert len(graphs) == 4


def test_no_steps_are_not_worth_a_recording(dream, graphs):
    for frame in range(3):
        dream(frame, Octaves(2, 1.4, 0))
    assert graphs == []


def test_what_comes_once_is_not_recorded_and_later_frames_wait_for_nothing(dream, graphs):
    dream()
    assert graphs == []
    dream(1)
    assert len(graphs) == 2
    before = [graph.replays for graph in graphs]
    dream(2)
    assert [graph.replays for graph in graphs] == [each + TWO.iterations for each in before]


@pytest.mark.parametrize(
    "change",
    [
        {"clip": False},
        {"goals": (Goal(END, Channels((1,))),)},
        {"goals": (Goal("conv1", L2()),)},
        {"goals": (Goal(END, L2(), -1.0),)},
        {"shaping": Shaping(l2_decay=0.1)},
        {"mask": torch.ones(1, 1, 40, 50)},
        {"image": np.full((40, 48, 3), 99, np.float32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_setting_is_another_recording(dream, graphs, change):
    for frame in range(2):
        dream(frame)
    for frame in range(2):
        changed = dream(frame, **change)
    assert len(graphs) == 4
    assert np.array_equal(changed, dream(1, **change, stepper=None))


def test_equal_settings_are_the_same_recording(dream, graphs):
    for frame in range(3):
        dream(frame, goals=(Goal(END, Channels((1, 2))),), shaping=Shaping(l2_decay=0.1))
    assert len(graphs) == 2


def test_guides_tiles_and_foreign_objectives_are_taken_one_by_one(dream, graphs, small_network, picture):
    class Foreign:
        def top_diff(self, activation):
            return activation if activation.sum().item() > 0 else -activation

    guide = Guide(small_network.activate(torch.ones(1, 3, 30, 30), END))
    for frame in range(3):
        dream(frame, goals=(Goal(END, guide),))
        dream(frame, goals=(Goal(END, L2()), Goal(END, Foreign())))
        dream(frame, network=TiledNetwork(small_network, 16), octaves=Octaves(1, 1.4, 2))
    assert graphs == []
    for frame in range(3):
        dream(frame, network=TiledNetwork(small_network, 512))
    assert len(graphs) == 2


def test_those_that_take_turns_and_are_too_many_are_not_recorded_at_every_turn(dream, graphs, monkeypatch):
    monkeypatch.setattr(replay_module, "_MOST", 2)
    one = Octaves(1, 1.4, 1)
    for frame in range(3):
        for channel in range(4):
            dream(frame, one, goals=(Goal(END, Channels((channel,))),))
    assert len(graphs) == 2
    # What comes to stay takes the place of what is needed no more.
    for frame in range(3):
        dream(frame, one, goals=(Goal(END, Channels((9,))),))
    assert len(graphs) == 3


@pytest.fixture
def refused(dream, graphs, caplog):
    """Dream three frames, whose steps have to be taken one by one, and return what was said."""

    def refused():
        with caplog.at_level(logging.WARNING, "dreamstream"):
            for frame in range(3):
                assert np.array_equal(dream(frame), dream(frame, stepper=None))
        return caplog.messages

    return refused


@pytest.mark.parametrize("stays", ["_shift", "_data", "_steepest"])
def test_a_replay_that_is_not_the_step_is_dropped_and_said_once(refused, graphs, monkeypatch, stays):
    # As if the recording had been made of other memory than is filled, or saw numbers that do not change.
    record = GraphRecorder.record

    def elsewhere(recorder, work):
        (octave,) = (cell.cell_contents for cell in work.__closure__)
        right = getattr(octave, stays)
        setattr(octave, stays, copy.deepcopy(right))
        recording = record(recorder, work)
        setattr(octave, stays, right)
        return recording

    monkeypatch.setattr(GraphRecorder, "record", elsewhere)
    (message,) = refused()
    assert message.startswith("steps are computed one by one, not replayed: replayed steps are ")
    assert len(graphs) == 1


def test_a_step_that_can_not_be_recorded_is_said_once(refused, small_network, monkeypatch):
    differentiate = small_network.differentiate

    def waiting(data, end, diff):
        data.sum().item()
        return differentiate(data, end, diff)

    monkeypatch.setattr(small_network, "differentiate", waiting)
    assert refused() == [
        "steps are computed one by one, not replayed: CUDA error: operation not permitted when stream is capturing"
    ]


def test_where_a_recording_does_not_fit_all_are_given_up(refused, graphs, monkeypatch):
    capture = torch.cuda.graph

    def full(graph, **named):
        if len(graphs) > 1:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return capture(graph, **named)

    monkeypatch.setattr(torch.cuda, "graph", full)
    assert refused() == ["steps are computed one by one, not replayed: CUDA out of memory"]
    assert len(graphs) == 2


def test_a_picture_that_then_does_not_fit_either_is_cut_into_tiles(
    dream, graphs, small_network, rng, monkeypatch, caplog
):
    image, one, run = rng.uniform(20, 230, (150, 270, 3)).astype(np.float32), Octaves(1, 1.4, 1), small_network._run
    largest = 150 * 270

    def out_of_memory(data, *ends):
        if data.shape[2] * data.shape[3] > largest:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return run(data, *ends)

    monkeypatch.setattr(small_network, "_run", out_of_memory)
    tiled = TiledNetwork(small_network)
    dream(0, one, image=image, network=tiled)
    largest = 140 * 140
    for frame in (1, 2, 3):
        dream(frame, one, image=image, network=tiled)
    refused, cut = caplog.messages
    assert refused.startswith("steps are computed one by one, not replayed: a picture of 270x150 does not fit into the")
    assert cut == "270x150 pixels are too many for memory at once: the gradient is taken in tiles of up to 135"
    assert graphs == []


def on_card(precision):
    card = find_model("motif")
    spec = caffe.load(card.prototxt, card.weights)
    return Network(spec, device="cuda", precision=precision)


@ON_NVIDIA
@pytest.mark.parametrize("precision", ["float32", "bfloat16", "float16"])
def test_on_a_card_replayed_frames_reach_the_same_objective(precision, caplog):
    end, network = "inception_4c/output", on_card(precision)
    exact = Network(network.spec, device="cpu", precision="float32")
    picture = np.random.default_rng(0).uniform(0, 255, (256, 320, 3)).astype(np.float32)
    plain = Ascent(network, (Goal(end, L2()),), 1.5, clip=True)
    replaying = replace(plain, stepper=stepper_for(network.placement.device))

    def reached(ascent):
        dreamed = climb(ascent, picture, Octaves(2, 1.4, 10), random_shift(0, 0, 8))
        data = dreamed[:, :, ::-1].transpose(2, 0, 1)[None] - np.reshape(exact.mean_bgr, (1, 3, 1, 1))
        return np.square(exact.forward(data.astype(np.float32), end)).sum()

    wanted = reached(replace(plain, network=exact))
    assert [reached(each) for each in (plain, replaying, replaying, replaying)] == pytest.approx([wanted] * 4, rel=0.02)
    assert caplog.messages == []


@ON_NVIDIA
def test_on_a_card_memory_stays_as_it_is_from_frame_to_frame():
    network = on_card("auto")
    picture = np.random.default_rng(0).uniform(0, 255, (120, 160, 3)).astype(np.float32)
    stepper = stepper_for(network.placement.device)
    held = []
    for frame in range(12):
        ascent = Ascent(network, (Goal("inception_4c/output", L2()),), 1.5, clip=True, stepper=stepper)
        climb(ascent, picture, TWO, random_shift(0, frame, 8))
        held.append((torch.cuda.memory_allocated(), torch.cuda.memory_reserved()))
    assert len(set(held[3:])) == 1
