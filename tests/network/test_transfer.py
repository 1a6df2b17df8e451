"""Arrays to a device and back, by page-locked memory where the device reads that by itself."""

import numpy as np
import pytest
import torch

from dreamstream.network import transfer
from dreamstream.network.transfer import copies_by_itself, downloaded, uploaded

CPU = torch.device("cpu")


@pytest.fixture(params=[False, True], ids=["plain", "page-locked"])
def waits(request, monkeypatch):
    """Let the processor be like a card, which needs memory that is locked; note when it is waited for."""
    noted = []
    monkeypatch.setattr(transfer, "copies_by_itself", lambda _: request.param)
    monkeypatch.setattr(transfer, "_page_locked", lambda shape, dtype: torch.empty(shape, dtype=dtype))
    monkeypatch.setattr(transfer, "_wait", noted.append)
    return noted


@pytest.mark.parametrize("dtype", [np.uint8, np.float32])
def test_any_view_goes_there_and_back_and_is_a_copy(rng, waits, dtype):
    array = rng.integers(0, 256, (5, 7, 3)).astype(dtype)[:, ::-1]
    array.flags.writeable = False
    there = uploaded(array, CPU)
    assert there.dtype == torch.from_numpy(np.empty(0, dtype)).dtype
    back = downloaded(there.permute(1, 0, 2))
    assert back.dtype == dtype
    assert back.flags.c_contiguous
    assert np.array_equal(back, array.transpose(1, 0, 2))
    assert not np.shares_memory(there.numpy(), array)


def test_a_card_is_waited_for_only_on_the_way_back(waits, request):
    there = uploaded(np.zeros((2, 2), np.float32), CPU)
    assert waits == []
    downloaded(there)
    assert waits == ([CPU] if transfer.copies_by_itself(CPU) else [])


@pytest.mark.parametrize(("device", "does"), [("cpu", False), ("mps", False), ("cuda:1", True)])
def test_cards_copy_by_themselves(device, does):
    assert copies_by_itself(torch.device(device)) is does


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_card_has_what_was_sent_and_its_array_outlives_the_next(rng):
    first, second = (rng.integers(0, 256, (480, 640, 3), np.uint8) for _ in range(2))
    card = torch.device("cuda")
    one = downloaded(uploaded(first, card))
    other = downloaded(uploaded(second, card))
    assert np.array_equal(one, first)
    assert np.array_equal(other, second)
