"""How much memory there is, as the system tells it."""

import pytest
import torch

from dreamstream import host_memory
from dreamstream.network import memory

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Let the process keep as many freed bytes as a test says, at first none."""

    def keep(count):
        monkeypatch.setattr(memory, "kept_bytes", lambda: count)

    keep(0)
    return keep


def test_on_a_processor_what_the_system_could_give_is_free(monkeypatch):
    monkeypatch.setattr(host_memory, "free_bytes", lambda: 7)
    assert memory.free_bytes(CPU) == 7
    assert memory.free_bytes(torch.device("xpu")) is None


def test_what_the_process_has_is_counted_in_pages(tmp_path, monkeypatch, kept):
    (tmp_path / "statm").write_text("900 70 30 1 0 40 0\n")
    monkeypatch.setattr(memory, "_STATM", tmp_path / "statm")
    monkeypatch.setattr(memory.os, "sysconf", {"SC_PAGE_SIZE": 4096}.__getitem__)
    assert memory.held_bytes(CPU) == 70 * 4096
    kept(4096)
    assert memory.held_bytes(CPU) == 69 * 4096
    assert memory.held_bytes(torch.device("xpu")) == 0


def test_on_cuda_what_pytorch_holds_for_later_is_free_too(monkeypatch):
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda _: (1000, 9000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda _: 300)
    monkeypatch.setattr(torch.cuda, "memory_allocated", lambda _: 100)
    assert memory.free_bytes(torch.device("cuda", 0)) == 1200


def test_on_apples_devices_what_is_recommended_and_not_in_use_is_free(monkeypatch):
    device = torch.device("mps")
    monkeypatch.setattr(torch.mps, "recommended_max_memory", lambda: 1000)
    for used, free in ((300, 700), (1200, 0)):
        monkeypatch.setattr(torch.mps, "current_allocated_memory", lambda used=used: used)
        assert (memory.held_bytes(device), memory.free_bytes(device)) == (used, free)
