"""One step of gradient ascent on a picture in the network's space."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple, Protocol, TypeAlias

import torch

from dreamstream.dreaming.asking import Asked, Asking, alone
from dreamstream.dreaming.jitter import Jitter, rolled, rolled_back
from dreamstream.dreaming.mean import mean_of
from dreamstream.dreaming.objectives import Diff, Goal
from dreamstream.dreaming.shaping import NOTHING, Shaping, equalised
from dreamstream.network.network import Network
from dreamstream.network.preprocessing import mean_column

_FLATTEST = 1e-30
"""A mean absolute gradient below this counts as this, so that nothing is divided by 0."""


class Step(NamedTuple):
    """What a step has led to."""

    data: torch.Tensor
    """The picture, (1, 3, H, W)."""
    steepness: torch.Tensor
    """Mean absolute gradient, 0-d."""
    balance: tuple[torch.Tensor, ...] | None
    """By what each of several goals is multiplied to have its weight, 0-d each; None where there is but one."""


class Stepper(Protocol):
    """Takes the steps of one octave."""

    def __call__(
        self, ascent: "Ascent", data: torch.Tensor, shifts: Iterable[tuple[int, int]], mask: torch.Tensor | None
    ) -> Asking[tuple[torch.Tensor, torch.Tensor]]:
        """Return what leads to ``data`` (1, 3, H, W) after steps by all of ``shifts``, and to the greatest steepness.

        The first step weighs the goals for all of them. ``shifts`` are asked for one by one, each when its step is
        due. Raises as ``Ascent.step``, and whatever ``shifts`` do.
        """
        ...


Timing: TypeAlias = Callable[[torch.Tensor, int], AbstractContextManager[None]]
"""A picture (1, 3, H, W) and a number of steps to what these are taken in."""


def untimed(data: torch.Tensor, steps: int) -> AbstractContextManager[None]:
    """Return what does nothing."""
    return nullcontext()


@dataclass(frozen=True, eq=False)
class Ascent:
    """The classic step, with everything that stays the same from step to step."""

    network: Network
    goals: tuple[Goal, ...]
    """At least one."""
    step_size: float | torch.Tensor
    """Mean change of a value in one step, in grey levels; below 0 the way is down. A tensor, 0-d float32, is read on
    the device, so that it can be recorded."""
    clip: bool
    """Keep every value within what a picture can hold."""
    shaping: Shaping = NOTHING
    watch: Callable[[torch.Tensor], None] | None = None
    """Told the picture, (1, 3, H, W), at the end of every octave; for those who want to see it grow."""
    timing: Timing = untimed
    """Around the steps of every octave; for those who want to know what they take."""
    stepper: Stepper | None = None
    """What takes an octave's steps; None takes one by one."""
    _ranges: dict[int, tuple[torch.Tensor, torch.Tensor]] = field(default_factory=dict, init=False, repr=False)
    """Width of the picture to the least and the greatest of a row's values."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Return every layer that has a goal, once."""
        return tuple(dict.fromkeys(goal.layer for goal in self.goals))

    def step(
        self,
        data: torch.Tensor,
        shift: Jitter,
        *,
        balance: tuple[torch.Tensor, ...] | None = None,
        mask: torch.Tensor | None = None,
    ) -> Step:
        """Return ``data`` (1, 3, H, W) one step higher.

        The picture is rolled by ``shift`` = (x, y) pixels while its gradient is taken, so that the network's
        grid leaves no trace. The gradient is divided by its mean absolute value; where that is 0 the picture
        is left as it is (the original divides by zero there).

        Several goals are weighed against each other by their own mean absolute gradients, and keep the ``balance``
        of an earlier step where it is given, which saves the ways back one by one. ``mask`` (1, 1, H, W) from 0 says
        where the picture may change, and how much; the mean is then that over the mask.
        """
        return alone(self.stepping(data, shift, balance=balance, mask=mask), self.network)

    def stepping(
        self,
        data: torch.Tensor,
        shift: Jitter,
        *,
        balance: tuple[torch.Tensor, ...] | None = None,
        mask: torch.Tensor | None = None,
    ) -> Asking[Step]:
        """Return what leads to the same step, and asks for its gradient."""
        gradient, balance = yield from self._gradient(rolled(data, shift), balance)
        if self.shaping.smooth_octaves:
            gradient = equalised(gradient, self.shaping.smooth_octaves)
        # Rounding depends on the order of a sum: the mean is taken before the gradient is rolled back.
        steepness = mean_of(gradient.abs())
        gradient = rolled_back(gradient, shift)
        if mask is not None:
            gradient = gradient * mask
            steepness = mean_of(gradient.abs()) / mean_of(mask).clamp_min(_FLATTEST)
        # As PyTorch divides a number by a tensor, so that it is the same where the number is a tensor, too.
        rate = steepness.clamp_min(_FLATTEST).reciprocal() * self.step_size
        higher = torch.addcmul(data, gradient, rate)
        pull = self.shaping.pull(data)
        if pull is not None:
            length = self.step_size.abs() if isinstance(self.step_size, torch.Tensor) else abs(self.step_size)
            higher = higher + length * (pull if mask is None else pull * mask)
        if self.clip:
            higher = torch.clamp(higher, *self._range(data.shape[3]))
        return Step(higher, steepness, balance)

    def _gradient(
        self, data: torch.Tensor, balance: tuple[torch.Tensor, ...] | None
    ) -> Asking[tuple[torch.Tensor, tuple[torch.Tensor, ...] | None]]:
        first = self.goals[0]
        if len(self.goals) == 1:
            (gradient,) = yield Asked(data, ((first.layer, Diff(first.objective)),))
            sign = (first.weight > 0) - (first.weight < 0)
            return (gradient if sign == 1 else sign * gradient), None
        if balance is not None:
            weighed = tuple(
                (goal.layer, Diff(goal.objective, factor)) for goal, factor in zip(self.goals, balance, strict=True)
            )
            (gradient,) = yield Asked(data, weighed)
            return gradient, balance
        plain = tuple((goal.layer, Diff(goal.objective)) for goal in self.goals)
        gradients = yield Asked(data, plain, one_by_one=True)
        balance = self._balance(gradients)
        weighed_gradients = (factor * each for factor, each in zip(balance, gradients, strict=True))
        return reduce(torch.add, weighed_gradients), balance

    def _balance(self, gradients: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
        """Return what gives each gradient its weight; the steepest keeps its size, so that none is lost in rounding."""
        means = torch.stack([mean_of(gradient.abs()) for gradient in gradients])
        largest = max(abs(goal.weight) for goal in self.goals) or 1.0
        # A goal without a gradient here is left out rather than made infinite.
        return tuple(
            torch.where(mean > _FLATTEST, goal.weight / largest * means.max() / mean.clamp_min(_FLATTEST), 0.0)
            for goal, mean in zip(self.goals, means, strict=True)
        )

    def _range(self, width: int) -> tuple[torch.Tensor, torch.Tensor]:
        if width not in self._ranges:
            mean = mean_column(self.network.mean_bgr, self.network.placement.device)
            # A whole row, because three values at a time are slow to compare.
            least, most = (
                level.expand(1, 3, 1, width).contiguous(memory_format=torch.channels_last)
                for level in (-mean, 255 - mean)
            )
            self._ranges[width] = least, most
        return self._ranges[width]
