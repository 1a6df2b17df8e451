"""All controllers of a render, and what their controls mean."""

import logging
from collections.abc import Iterator, Sequence

from dreamstream.controls.base import Controller, Signal
from dreamstream.controls.mapping import BUILT_IN, PREFIX, Controls
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.preview.base import Gesture

_logger = logging.getLogger("dreamstream")

_MOST_COMPLAINTS = 10
"""Whatever comes over the network, no more is said."""


class Desk:
    """Turns what controllers send into gestures.

    Args:
        controllers: listening; they are closed by whoever opened them.
        controls: the user's own; of an address that they name, what is built in holds no longer.
    """

    def __init__(self, controllers: Sequence[Controller], controls: Controls) -> None:
        self._controllers, self._controls = controllers, controls
        self._complaints: set[str] = set()

    def poll(self) -> tuple[Gesture, ...]:
        """Return what was wished for since the last time."""
        return tuple(
            gesture
            for controller in self._controllers
            for signal in controller.poll()
            for gesture in self._gestures(signal)
        )

    def _gestures(self, signal: Signal) -> Iterator[Gesture]:
        heard = self._controls.heard_by(signal) or BUILT_IN.heard_by(signal)
        if not heard and signal.kind == "osc" and str(signal.name).startswith(PREFIX):
            self._complain(UnknownNameError("OSC address", str(signal.name), BUILT_IN.addresses))
        for control in heard:
            try:
                gesture = control.gesture(signal)
            except UsageError as error:
                self._complain(UsageError(f"OSC address '{signal.name}': {error}"))
                continue
            if gesture is not None:
                yield gesture

    def _complain(self, error: UsageError) -> None:
        sentence = str(error)
        if sentence not in self._complaints and len(self._complaints) < _MOST_COMPLAINTS:
            self._complaints.add(sentence)
            _logger.warning("%s; it is ignored", sentence)
