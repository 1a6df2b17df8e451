"""What is told by processes of their own; starting them takes seconds, so each is asked once."""

import sys

import numpy as np
import pytest

from dreamstream.benchmark import first_frame_seconds, peak_bytes


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is told by Linux")
def test_a_step_takes_at_least_what_pytorch_itself_does(task):
    assert 50e6 < peak_bytes(task, "cpu", "float32") < 5e9


def test_the_first_frame_comes_from_the_command_itself(monkeypatch):
    commands = []
    monkeypatch.setattr("subprocess.run", lambda command, check: commands.append(command))
    assert first_frame_seconds(np.zeros((4, 4, 3), np.uint8)) >= 0
    ((python, *arguments),) = commands
    assert python == sys.executable
    assert arguments[:3] == ["-P", "-m", "dreamstream"]
