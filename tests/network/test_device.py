"""Where a network runs, and how precisely."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from dreamstream.errors import UsageError
from dreamstream.network import device as device_module
from dreamstream.network.device import SHAPES_ONLY, Placement, choose, wait_for

GPU = torch.device("cuda")


@pytest.mark.parametrize(
    ("capabilities", "dtype"),
    [
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": True}, torch.bfloat16),
        ({"avx512_bf16": False}, torch.float32),
        ({}, torch.float32),
    ],
)
def test_a_processor_takes_bfloat16_where_it_computes_it_natively(monkeypatch, capabilities, dtype):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: capabilities)
    assert choose("cpu") == Placement(torch.device("cpu"), dtype)


def test_what_is_asked_for_is_taken():
    assert choose("cpu", "float32") == Placement(torch.device("cpu"), torch.float32)
    assert choose("cpu", "float16").dtype == torch.float16


@pytest.mark.parametrize("device", ["", "banana", "meta", "hpu", "cuda:99", "cpu:x"])
def test_a_device_that_is_not_there_is_refused(device):
    with pytest.raises(UsageError, match=f"device '{device}' is not available here; try auto, cpu, cuda"):
        choose(device)


def test_an_unknown_precision_is_refused():
    with pytest.raises(UsageError, match="unknown precision 'half'; known: auto, float32, bfloat16, float16"):
        choose("cpu", "half")


@pytest.mark.parametrize(("threads", "words"), [(1, "1 thread"), (2, "2 threads")])
def test_a_placement_is_said_in_words(monkeypatch, threads, words):
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert str(choose("cpu", "bfloat16")).endswith(f", {words}, bfloat16")


def test_constants_have_their_channels_innermost(rng):
    array = rng.random((4, 3, 2, 2), np.float32)
    constant = choose("cpu", "float32").tensor(array)
    assert constant.is_contiguous(memory_format=torch.channels_last)
    assert np.array_equal(constant.numpy(), array)
    assert SHAPES_ONLY.tensor(array).shape == array.shape


@pytest.mark.parametrize(("device", "waited_for"), [("cpu", []), ("cuda:1", ["cuda:1"]), ("mps", ["mps"])])
def test_a_device_that_computes_by_itself_is_waited_for(monkeypatch, device, waited_for):
    waits = []
    monkeypatch.setattr(torch.accelerator, "synchronize", lambda device: waits.append(str(device)))
    wait_for(torch.device(device))
    assert waits == waited_for


@pytest.mark.parametrize(
    ("capability", "hip", "dtype"),
    [
        ((8, 0), None, torch.bfloat16),
        ((9, 0), None, torch.bfloat16),
        ((7, 5), None, torch.float32),
        ((0, 0), "6.2", torch.bfloat16),
    ],
)
def test_the_card_that_was_chosen_takes_bfloat16_where_it_has_it(monkeypatch, capability, hip, dtype):
    # Not float16, whose range an activation leaves sooner or later.
    monkeypatch.setattr(torch.version, "hip", hip)
    monkeypatch.setattr(torch.cuda, "get_device_capability", {torch.device("cuda:1"): capability}.__getitem__)
    monkeypatch.setattr(device_module, "_device", torch.device)
    assert choose("cuda:1") == Placement(torch.device("cuda:1"), dtype)


def test_a_card_that_is_there_but_can_not_compute_is_not_taken_by_itself(monkeypatch, caplog):
    def refuse(*_, **__):
        raise RuntimeError("CUDA error: no kernel image is available for execution on the device\nand more")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "zeros", refuse)
    assert choose("auto").device == torch.device("cpu")
    reason = "CUDA error: no kernel image is available for execution on the device"
    assert caplog.messages == [f"device 'cuda' can't be used, so the processor is: {reason}"]
    with pytest.raises(UsageError, match=rf"device 'cuda' is not available here; .* \(PyTorch says: {reason}\)"):
        choose("cuda")


@pytest.mark.parametrize("newer", [True, False], ids=["newer", "older"])
def test_float32_on_a_gpu_is_not_rounded_to_tf32(monkeypatch, newer):
    def switches(**values):
        return SimpleNamespace(**(values | {"fp32_precision": "tf32"} if newer else values))

    cudnn, matmul = switches(allow_tf32=True), switches(allow_tf32=True)
    if newer:
        cudnn.conv = switches()
    monkeypatch.setattr(torch.backends, "cudnn", cudnn)
    monkeypatch.setattr(torch.backends.cuda, "matmul", matmul)

    def seen():
        return [each.fp32_precision if newer else each.allow_tf32 for each in (cudnn.conv if newer else cudnn, matmul)]

    before = seen()
    with Placement(GPU, torch.float32).arithmetic():
        assert seen() == (["ieee"] * 2 if newer else [False] * 2)
    assert seen() == before
    with Placement(GPU, torch.bfloat16).arithmetic():
        assert seen() == before


def test_this_pytorchs_own_switches_are_turned_back_after_an_error_too():
    switches = torch.backends.cudnn.conv, torch.backends.cuda.matmul

    def seen():
        return [each.fp32_precision for each in switches]

    before = seen()
    with pytest.raises(KeyError), Placement(GPU, torch.float32).arithmetic():
        assert seen() == ["ieee"] * 2
        raise KeyError
    assert seen() == before
