import itertools

import pytest

from dreamstream.benchmark import Effort, measure
from dreamstream.benchmark.measuring import forward_flop
from dreamstream.errors import UsageError
from dreamstream.network.recording import GraphRecorder


def quick(**options):
    ticks = itertools.count()
    return Effort(device="cpu", rounds=2, gemm_side=8, clock=lambda: float(next(ticks)), **options)


def test_every_way_is_measured_in_the_same_rounds(task):
    found = measure(task, quick(precisions=("float32", "bfloat16")))
    assert [(way.name, way.precision) for way in found.ways] == [
        ("PyTorch, the usual way", "float32"),
        ("dreamstream float32", "float32"),
        ("dreamstream bfloat16", "bfloat16"),
    ]
    assert {way.step.seconds for way in found.ways} == {(1, 1)}
    assert {way.frame.seconds for way in found.ways} == {(1,)}
    # A product of two 8x8 matrices in each second.
    assert found.gemm_flop_per_second == {"float32": 1024, "bfloat16": 1024}
    assert found.flop == 2 * forward_flop(task)


def test_the_original_is_measured_where_it_is_installed(task, stand_in):
    names = [way.name for way in measure(task, quick(precisions=("float32",), frames=0)).ways]
    assert names == ["PyTorch, the usual way", "BVLC Caffe", "dreamstream float32"]


def test_a_precision_that_auto_means_too_is_measured_once(task, monkeypatch):
    monkeypatch.setattr("torch.cpu.get_capabilities", dict)
    assert len(measure(task, quick(frames=0)).ways) == 2


def test_the_work_is_that_of_weights_up_to_the_layer(task):
    # Each of conv1's values is made of its kernel's 3 channels, and half as many come out a side.
    conv1 = task.spec.layers[0]
    outputs, channels, rows, columns = conv1.weights[0].shape
    one = type(task)(task.spec, conv1.name, task.size)
    height, width = 24 // conv1.integers("stride")[0], 30 // conv1.integers("stride")[0]
    assert forward_flop(one) == 2 * outputs * channels * rows * columns * height * width
    assert forward_flop(task) > forward_flop(one)


def test_where_steps_are_replayed_that_is_what_is_measured(task, graphs, monkeypatch):
    monkeypatch.setattr("dreamstream.benchmark.contenders.recorder_for", GraphRecorder)
    measure(task, quick(precisions=("float32",), frames=0))
    # Once unmeasured.
    assert [graph.replays for graph in graphs] == [1 + 2]


def test_no_rounds_are_refused(task):
    with pytest.raises(UsageError, match="at least one round has to be measured, not 0 and 1 frames"):
        measure(task, Effort(rounds=0))
