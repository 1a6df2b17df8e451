"""The steps of one size of picture as a recording, with the memory that it reads and writes."""

from collections.abc import Iterable
from dataclasses import replace

import torch

from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.asking import alone
from dreamstream.dreaming.jitter import Shift
from dreamstream.dreaming.objectives import Constant
from dreamstream.dreaming.stepping import one_by_one
from dreamstream.network.recording import Recorder

_TRIAL = ((3, -5), (-2, 4))
"""Jitters of the steps that are taken both ways; while recording there is none, so that it would show if it stayed."""
_FLATTEST = 1e-30


class RecordedOctave:
    """Takes the steps of pictures like the one that it is made for.

    Goals, clip, shaping and whether there is a mask are part of the recording; the picture, the mask, the jitter, the
    step size and how goals are balanced are not. What is left lies outside of the memory that recordings share.

    Raises:
        RuntimeError, ModelError: it can't be recorded.
    """

    def __init__(self, recorder: Recorder, ascent: Ascent, data: torch.Tensor, mask: torch.Tensor | None) -> None:
        device = data.device
        self._data, self._mask = data.clone(), None if mask is None else mask.clone()
        self._shift = Shift.of((data.shape[2], data.shape[3]), device)
        self._step_size, self._steepest = torch.zeros((), device=device), torch.zeros((), device=device)
        self._balance = tuple(torch.ones((), device=device) for _ in ascent.goals)
        # The recording knows no more than where these are.
        self._constants = [
            each
            for goal in ascent.goals
            if isinstance(goal.objective, Constant)
            for each in goal.objective.constants(device)
        ]
        self._ascent = replace(_whole(ascent, data), step_size=self._step_size)
        self._first = recorder.record(lambda: self._step(None))
        self._further = recorder.record(lambda: self._step(self._balance)) if len(ascent.goals) > 1 else self._first

    def __call__(
        self, ascent: Ascent, data: torch.Tensor, shifts: Iterable[tuple[int, int]], mask: torch.Tensor | None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Return the picture after its steps and the greatest steepness on the way, as a ``Stepper`` does; both new."""
        self._data.copy_(data)
        if self._mask is not None and mask is not None:
            self._mask.copy_(mask)
        self._step_size.fill_(ascent.step_size)
        self._steepest.zero_()
        recording = self._first
        for x, y in shifts:
            # Numbers go along with the call that fills them in; a copy would have to be waited for.
            self._shift.xy[0].fill_(x)
            self._shift.xy[1].fill_(y)
            recording.replay()
            recording = self._further
        return self._data.clone(), self._steepest.clone()

    def error(self, ascent: Ascent, data: torch.Tensor, mask: torch.Tensor | None) -> float:
        """Return how far two steps of it are from the same steps without it, as a share of their length.

        What they say of the steepness counts, too. Waits for the device.
        """
        whole = _whole(ascent, data)
        expected, steepest = alone(one_by_one(whole, data, _TRIAL, mask), whole.network)
        actual, found = self(ascent, data, _TRIAL, mask)
        length = (expected - data).norm().clamp_min(_FLATTEST)
        errors = (actual - expected).norm() / length, (found - steepest).abs() / steepest.clamp_min(_FLATTEST)
        return float(torch.stack(errors).max())

    @property
    def tolerance(self) -> float:
        """Return up to which ``error`` it is rounding, whose order may differ, that makes a difference.

        In float32 a single maximum that is rounded to the other side of its neighbour moves a gradient by 5e-3. What
        is wrong with a recording, as a jitter that stays, makes steps that are about their own length apart.
        """
        return 0.05 if self._ascent.network.placement.dtype == torch.float32 else 0.3

    def _step(self, balance: tuple[torch.Tensor, ...] | None) -> None:
        data, steepness, weighed = self._ascent.step(self._data, self._shift, balance=balance, mask=self._mask)
        self._data.copy_(data)
        self._steepest.copy_(torch.maximum(self._steepest, steepness))
        if balance is None and weighed is not None:
            for factor, found in zip(self._balance, weighed, strict=True):
                factor.copy_(found)


def _whole(ascent: Ascent, data: torch.Tensor) -> Ascent:
    """Return the ascent by what takes the picture at once: nothing may be decided on the way."""
    return replace(ascent, network=ascent.network.whole(data.shape, ascent.layers) or ascent.network)
