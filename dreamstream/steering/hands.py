"""Wishes on their way from the thread that sees them to the thread that dreams, and what has come of them."""

import threading
from collections.abc import Callable

from dreamstream.steering.hand import Hand
from dreamstream.steering.wishes import Held, Wish, Wished
from dreamstream.tables import Act

_SECONDS_BETWEEN_LOOKS = 0.1
"""While held, a stop is noticed after that long: whoever asks for it tells nobody here."""


class Hands:
    """Where wishes wait for the next frame; any thread may use it.

    Args:
        preset: the one that the recipe began with, where it is known.
    """

    def __init__(self, preset: str | None = None) -> None:
        self.preset = preset
        self._wishes: list[Wished] = []
        self._changed = threading.Condition()
        self._is_held = False
        self.hand = Hand()
        """What holds at the frame that is being dreamed."""
        self.layers: tuple[str, ...] = ()
        """What is dreamed of in that frame."""
        self.picked: tuple[int, int] | None = None
        """Octaves, and steps at each, that a budget has picked for that frame; None where there is no budget."""
        self.acts: tuple[Act, ...] = ()
        """Everything that was done so far, in order; without what the recipe has done."""

    @property
    def is_held(self) -> bool:
        """Whether no frame is begun."""
        return self._is_held

    def wish(self, wish: Wished) -> None:
        """Take in a wish; it comes true with the next frame."""
        with self._changed:
            if wish is Wish.HOLD:
                self._is_held = not self._is_held
            elif isinstance(wish, Held):
                self._is_held = wish.is_on
            else:
                if not isinstance(wish, Wish):
                    # The newest of its kind alone counts, and a moving control sends hundreds a second.
                    self._wishes = [each for each in self._wishes if type(each) is not type(wish)]
                self._wishes.append(wish)
            self._changed.notify_all()

    def take(self, should_stop: Callable[[], bool] = lambda: False) -> tuple[Wished, ...]:
        """Return what was wished for since the last time; while held, wait until that ends or ``should_stop``."""
        with self._changed:
            while self._is_held and not should_stop():
                self._changed.wait(_SECONDS_BETWEEN_LOOKS)
            wishes = tuple(self._wishes)
            self._wishes.clear()
        return wishes
