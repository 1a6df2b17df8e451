"""One step of gradient ascent on a picture in the network's space."""

from dataclasses import dataclass
from functools import cached_property

import torch

from dreamstream.dreaming.objective import Objective
from dreamstream.network.network import Network
from dreamstream.network.preprocessing import mean_column


@dataclass(frozen=True, eq=False)
class Ascent:
    """The classic step, with everything that stays the same from step to step."""

    network: Network
    layer: str
    objective: Objective
    step_size: float
    """Mean change of a value in one step, in grey levels."""
    clip: bool
    """Keep every value within what a picture can hold."""

    def step(self, data: torch.Tensor, shift: tuple[int, int]) -> tuple[torch.Tensor, torch.Tensor]:
        """Return ``data`` (1, 3, H, W) one step higher, and the mean absolute gradient as a 0-d tensor.

        The picture is rolled by ``shift`` = (x, y) pixels while its gradient is taken, so that the network's
        grid leaves no trace. The gradient is divided by its mean absolute value; where that is 0 the picture
        is left as it is (the original divides by zero there).
        """
        x, y = shift
        rolled = torch.roll(data, (y, x), (2, 3))
        _, gradient = self.network.differentiate(rolled, self.layer, self.objective.top_diff)
        steepness = gradient.abs().mean()
        rate = self.step_size / steepness.clamp_min(torch.finfo(steepness.dtype).tiny)
        higher = torch.roll(torch.addcmul(rolled, gradient, rate), (-y, -x), (2, 3))
        if self.clip:
            higher = torch.clamp(higher, *self._range)
        return higher, steepness

    @cached_property
    def _range(self) -> tuple[torch.Tensor, torch.Tensor]:
        mean = mean_column(self.network.mean_bgr, self.network.placement.device)
        return -mean, 255 - mean
