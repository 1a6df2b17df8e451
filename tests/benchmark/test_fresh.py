"""What is told by processes of their own; starting them takes seconds, so each is asked once."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from dreamstream.benchmark import first_frame_seconds, fresh, peak_bytes
from dreamstream.network.device import Placement


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is told by Linux")
def test_a_step_takes_at_least_what_pytorch_itself_does(task):
    assert 50e6 < peak_bytes(task, "cpu", "float32") < 5e9


def test_on_a_card_the_peak_is_what_pytorch_has_taken_of_it(task, monkeypatch):
    card, steps = torch.device("cuda", 1), []
    monkeypatch.setattr(fresh, "choose", lambda _: Placement(card, torch.float32))
    monkeypatch.setattr(fresh, "ours", lambda *_: SimpleNamespace(step=lambda: steps.append(1)))
    monkeypatch.setattr(fresh, "keep_freed_memory", lambda: None)
    monkeypatch.setattr(torch.cuda, "max_memory_reserved", {card: 777}.__getitem__)
    assert fresh._own_peak(task, "cuda:1", "auto", torch.get_num_threads()) == 777
    assert steps


def test_the_first_frame_comes_from_the_command_itself(monkeypatch):
    commands = []
    monkeypatch.setattr("subprocess.run", lambda command, check: commands.append(command))
    assert first_frame_seconds(np.zeros((4, 4, 3), np.uint8)) >= 0
    ((python, *arguments),) = commands
    assert python == sys.executable
    assert arguments[:3] == ["-P", "-m", "dreamstream"]
