"""Where a network runs, and how precisely."""

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


@pytest.mark.parametrize(("has_bfloat16", "dtype"), [(True, torch.bfloat16), (False, torch.float32)])
def test_a_card_takes_bfloat16_where_it_has_it(monkeypatch, has_bfloat16, dtype):
    # Not float16, whose range a gradient leaves sooner or later.
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda including_emulation: has_bfloat16)
    monkeypatch.setattr(device_module, "_device", torch.device)
    assert choose("cuda") == Placement(GPU, dtype)


def test_float32_on_a_gpu_is_not_rounded_to_tf32():
    cudnn = torch.backends.cudnn
    for before in (True, False):
        with cudnn.flags(enabled=True, benchmark=True, allow_tf32=before):
            with Placement(GPU, torch.float32).arithmetic():
                assert (cudnn.allow_tf32, cudnn.benchmark) == (False, True)
            assert cudnn.allow_tf32 is before
            with Placement(GPU, torch.bfloat16).arithmetic():
                assert cudnn.allow_tf32 is before
