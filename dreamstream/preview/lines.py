"""The lines over the picture as they are now: hidden by a key, with an answer to another for a while."""

import time

from dreamstream.preview.caption import Delay, Pace, caption
from dreamstream.preview.keys import KEYS, OWN_KEYS
from dreamstream.progress import Started
from dreamstream.steering.hands import Hands

_NOTE_SECONDS = 3.0


class Lines:
    """Gathers what the caption tells, and gives it while it is wanted.

    Args:
        hands: what they did is told.
    """

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._are_hidden = False
        self._note, self._note_ends = "", 0.0
        self.pace = Pace()
        """Of the frames that are dreamed."""
        self.started: Started | None = None
        """What is known of the render; None before it has begun."""
        self.delay: Delay | None = None
        """Of the last picture that was shown, where the input is live."""

    def toggle(self) -> None:
        """Hide what is told and the keys, or show them again."""
        self._are_hidden = not self._are_hidden

    def note(self, text: str) -> None:
        """Tell this too for some seconds, hidden or not."""
        self._note, self._note_ends = text, time.monotonic() + _NOTE_SECONDS

    def told(self, done: int) -> tuple[str, ...]:
        """Return the lines for a render of which ``done`` frames are dreamed."""
        note = (self._note,) if self._note and time.monotonic() < self._note_ends else ()
        if self._are_hidden:
            return note
        return (*caption(self.started, done, self.pace, self._hands, delay=self.delay), *note)

    def keys(self, *, is_steered: bool) -> str:
        """Return what keys do, where hands can steer the render or only watch it; empty while that is hidden."""
        if self._are_hidden:
            return ""
        return KEYS if is_steered else OWN_KEYS
