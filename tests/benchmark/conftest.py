"""A task small enough to be measured in any test."""

import pytest

from dreamstream.benchmark import Task
from dreamstream.dreaming import Octaves


@pytest.fixture
def task(golden):
    return Task(golden("nets/dream_loop").spec, "mix/output", (30, 24), Octaves(2, 1.4, 1))
