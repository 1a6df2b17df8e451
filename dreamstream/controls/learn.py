"""Controls learned by moving them: which word is asked for next, and what was moved for it."""

from collections.abc import Sequence

from dreamstream.controls.base import Signal
from dreamstream.controls.mapping import Control, Controls
from dreamstream.controls.words import WORDS, Press, is_pressed

MOVED = ("strength", "centre-x", "centre-y", "layer", "preset")
LEARNED = (*MOVED, *(word for word, meaning in WORDS.items() if isinstance(meaning, Press)))
"""Faders first, then buttons; the rest is for files written by hand."""


class Lesson:
    """Asks for words one after the other.

    Args:
        words: what is asked for.
    """

    def __init__(self, words: Sequence[str] = LEARNED) -> None:
        self._words = list(words)
        self._learned: list[Control] = []

    @property
    def asked(self) -> str | None:
        """What a control is to be moved for; None at the end."""
        return self._words[0] if self._words else None

    @property
    def controls(self) -> Controls:
        """What was learned so far."""
        return Controls(control=tuple(self._learned))

    def skip(self) -> None:
        """Leave out what is asked for."""
        del self._words[:1]

    def hear(self, signal: Signal) -> Control | None:
        """Return the control that is learned of a signal; None where it is none for what is asked.

        A control that has its word moves on for a while, a button is let go after it was pressed, a key is no fader.
        """
        if self.asked is None or self.controls.heard_by(signal) or not self._fits(signal):
            return None
        control = Control.model_validate(
            {
                "wish": self.asked,
                signal.kind: signal.name,
                "channel": signal.channel,
                "range": WORDS[self.asked].span if self.asked in MOVED else None,
            }
        )
        self._learned.append(control)
        self.skip()
        return control

    def _fits(self, signal: Signal) -> bool:
        if self.asked in MOVED:
            return signal.kind != "note" and len(signal.values) == 1 and isinstance(signal.values[0], float)
        return is_pressed(signal.values)
