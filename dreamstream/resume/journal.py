"""When the state of a render is written down, and which."""

import logging
import math
import time
from collections import deque
from collections.abc import Callable

from dreamstream.dreaming import DreamState
from dreamstream.resume.facts import Facts
from dreamstream.resume.saved import Saved, new_path
from dreamstream.sinks import ResumableSink
from dreamstream.sources.base import Mark
from dreamstream.steering.hands import Hands

_LEAST_SECONDS = 2.0
"""Between two states."""

_MOST_OF_THE_TIME = 0.02
"""What writing them may take of it."""

_MOST_WAITING = 3
"""States whose frames the encoder still holds back; each keeps a picture in memory."""

_logger = logging.getLogger("dreamstream")


class Journal:
    """Takes the state after a frame, and writes it down once the output holds that frame for sure.

    So whatever a killed process leaves, the output has every frame before the state, and a later run dreams anew only
    what the encoder had not given out. ``dreamed`` and ``written`` may be called from a thread each.
    """

    def __init__(self, sink: ResumableSink, facts: Facts, hands: Hands) -> None:
        self._sink, self._facts, self._hands = sink, facts, hands
        self._waiting: deque[tuple[Mark, DreamState]] = deque()
        self._next_at = -math.inf
        self._pause_seconds = _LEAST_SECONDS
        self._has_warned = False

    def dreamed(self, frames: int, last: Callable[[], Mark], state: Callable[[], DreamState]) -> None:
        """Be told that so many frames have been dreamed, and how the last one's mark and the state after it are had."""
        now = time.monotonic()
        if now >= self._next_at and len(self._waiting) < _MOST_WAITING and self._is_apart(frames):
            self._waiting.append((last(), state()))
            self._next_at = now + self._pause_seconds

    def written(self) -> None:
        """Be told that the output may hold more, and write down the latest state that it has gone beyond."""
        latest = None
        while self._waiting and self._waiting[0][0].index + 1 < self._sink.kept_frames:
            latest = self._waiting.popleft()
        if latest is not None:
            began = time.monotonic()
            self._save(*latest)
            self._pause_seconds = max(_LEAST_SECONDS, (time.monotonic() - began) / _MOST_OF_THE_TIME)

    def end(self) -> None:
        """Delete what was written: the render is whole."""
        for path in (self._sink.state_path, new_path(self._sink.state_path)):
            path.unlink(missing_ok=True)

    def _is_apart(self, frames: int) -> bool:
        """Tell whether the states that wait are spread over the frames that the encoder holds back."""
        if not self._waiting:
            return True
        since = frames - (self._waiting[-1][0].index + 1)
        return since >= (frames - self._sink.kept_frames) // _MOST_WAITING

    def _save(self, last: Mark, state: DreamState) -> None:
        try:
            pieces = self._sink.secure()
            # What was done between the state and the end of the pieces is in their frames, so it has to be known too.
            past = self._hands.until(sum(piece.frames for piece in pieces))
            Saved(self._facts, last, state, pieces, past).write(self._sink.state_path)
        except OSError as error:
            if not self._has_warned:
                self._has_warned = True
                reason = error.strerror or error
                _logger.warning("%s can't be written, so --resume may not work: %s", self._sink.state_path, reason)
