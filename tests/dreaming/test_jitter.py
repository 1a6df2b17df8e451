"""A picture rolls by numbers of the host's as by numbers of the device's."""

import numpy as np
import pytest
import torch

from dreamstream.dreaming.jitter import Shift, rolled, rolled_back


def on_device(shift):
    it = Shift.of((20, 30), torch.device("cpu"))
    it.xy.copy_(torch.tensor(shift))
    return it


@pytest.mark.parametrize("shift", [(0, 0), (5, -3), (-40, 1), (1, 29)])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_both_ways_roll_alike_and_back(rng, shift, layout):
    data = torch.from_numpy(rng.random((1, 3, 20, 30), np.float32)).contiguous(memory_format=layout)
    by_host, by_device = rolled(data, shift), rolled(data, on_device(shift))
    assert np.array_equal(by_host.numpy(), np.roll(data.numpy(), shift, (3, 2)))
    assert torch.equal(by_device, by_host)
    for moved in (by_device, by_host):
        assert moved.is_contiguous(memory_format=torch.channels_last) or layout is torch.contiguous_format
    for by, moved in ((shift, by_host), (on_device(shift), by_device)):
        assert torch.equal(rolled_back(moved, by), data)
