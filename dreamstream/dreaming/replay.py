"""Steps that are recorded once and then replayed, where a device can: one call of the host's for each."""

import logging
from collections import OrderedDict
from collections.abc import Iterable
from itertools import count
from typing import TypeAlias

import torch

from dreamstream.dreaming.ascent import Ascent, Stepper
from dreamstream.dreaming.asking import Asking
from dreamstream.dreaming.objectives import Constant
from dreamstream.dreaming.recorded import RecordedOctave
from dreamstream.dreaming.stepping import one_by_one
from dreamstream.errors import ModelError
from dreamstream.network.recording import Recorder, recorder_for

logger = logging.getLogger("dreamstream")

_MOST = 32
_REMEMBERED = 8 * _MOST

_Key: TypeAlias = tuple[object, ...]


def stepper_for(device: torch.device) -> Stepper | None:
    """Return what takes the steps of one stream's octaves on a device; it remembers, so each stream has its own.

    None takes them one by one.
    """
    recorder = recorder_for(device)
    return None if recorder is None else Replaying(recorder)


def frames_until_steady(device: torch.device) -> int:
    """Return after how many frames alike the next takes as long as all that follow: something is made in each."""
    return 1 if recorder_for(device) is None else 2


class Replaying:
    """Takes the steps of octaves that come again by replaying them.

    What comes for the first time is taken one by one, for a recording takes as long as several steps; so is what can't
    be recorded: pictures in tiles, and objectives that are not ``Constant``, as guides.

    Every recording is tried beside the steps themselves before it is used. If it does not do as they do, or can't be
    made, one warning says so, and all steps are taken one by one from then on. That gives back the memory of all
    recordings, too; where even so a picture is too large, it is up to the network to cut it into tiles.

    At most 32 octaves are kept. Each takes two or three pictures of its size in float32 and a list of kernels; what
    they need on the way lies in a memory that is common to them all. One that is needed less than another makes way.
    """

    def __init__(self, recorder: Recorder) -> None:
        self._recorder: Recorder | None = recorder
        self._octaves: dict[_Key, RecordedOctave] = {}
        self._clock = count()
        self._last_seen: OrderedDict[_Key, int] = OrderedDict()

    def __call__(
        self, ascent: Ascent, data: torch.Tensor, shifts: Iterable[tuple[int, int]], mask: torch.Tensor | None
    ) -> Asking[tuple[torch.Tensor, torch.Tensor]]:
        """Return what leads to the picture after its steps, as a ``Stepper``; replayed, they ask for nothing."""
        octave = self._octave(ascent, data, mask)
        if octave is None:
            return (yield from one_by_one(ascent, data, shifts, mask))
        return octave(ascent, data, shifts, mask)

    def _octave(self, ascent: Ascent, data: torch.Tensor, mask: torch.Tensor | None) -> RecordedOctave | None:
        key = None if self._recorder is None else _key(ascent, data, mask)
        if key is None:
            return None
        before, self._last_seen[key] = self._last_seen.pop(key, None), next(self._clock)
        if len(self._last_seen) > _REMEMBERED:
            self._last_seen.popitem(last=False)
        if key not in self._octaves and before is not None and self._has_room(before):
            self._record(key, ascent, data, mask)
        return self._octaves.get(key)

    def _has_room(self, seen: int) -> bool:
        """Make room for what was last ``seen`` then, if any recording has not been used since."""
        if len(self._octaves) < _MOST:
            return True
        # Otherwise those that take turns, and are too many, would all be recorded at every turn.
        oldest = min(self._octaves, key=lambda key: self._last_seen.get(key, -1))
        if self._last_seen.get(oldest, -1) > seen:
            return False
        del self._octaves[oldest]
        return True

    def _record(self, key: _Key, ascent: Ascent, data: torch.Tensor, mask: torch.Tensor | None) -> None:
        if self._recorder is None:
            return
        try:
            octave = RecordedOctave(self._recorder, ascent, data, mask)
            error = octave.error(ascent, data, mask)
            reason = "" if error <= octave.tolerance else f"replayed steps are {error:.0%} off"
        except (RuntimeError, ModelError) as failure:
            reason = str(failure).partition("\n")[0]
        if reason:
            self._recorder = None
            self._octaves.clear()
            logger.warning("steps are computed one by one, not replayed: %s", reason)
        else:
            self._octaves[key] = octave


def _key(ascent: Ascent, data: torch.Tensor, mask: torch.Tensor | None) -> _Key | None:
    """Return what has to be the same for a recording to do for a step; None where there can be none."""
    whole = ascent.network.whole(data.shape, ascent.layers)
    if whole is None or not all(isinstance(goal.objective, Constant) for goal in ascent.goals):
        return None
    goals = tuple((goal.layer, goal.objective, goal.weight) for goal in ascent.goals)
    return whole, tuple(data.shape), goals, ascent.clip, ascent.shaping, mask is None
