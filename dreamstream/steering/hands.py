"""Wishes on their way from the thread that sees them to the thread that dreams, and what has come of them."""

import threading
from collections.abc import Callable
from fractions import Fraction

from dreamstream.frame import Moment
from dreamstream.steering.hand import Hand
from dreamstream.steering.past import Past
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
        self.times: tuple[tuple[int, Fraction], ...] = ()
        """As ``Past.times``."""
        self.past = Past()
        """What earlier runs of the render have done."""
        self.coming: tuple[Act, ...] = ()
        """What they did in frames that the output has lost, in order, until its frame has come again."""
        self.record: str | None = None
        """As ``Past.record``."""

    @property
    def is_held(self) -> bool:
        """Whether no frame is begun."""
        return self._is_held

    def wish(self, wish: Wished) -> None:
        """Take in a wish; it comes true with the next frame."""
        with self._changed:
            match wish:
                case Wish.HOLD:
                    self._is_held = not self._is_held
                case Held(is_on):
                    self._is_held = is_on
                case Wish():
                    self._wishes.append(wish)
                case _:
                    # The newest of its kind alone counts, and a moving control sends hundreds a second.
                    self._wishes = [*(each for each in self._wishes if type(each) is not type(wish)), wish]
            self._changed.notify_all()

    def take(self, should_stop: Callable[[], bool] = lambda: False, frame: int | None = None) -> tuple[Wished, ...]:
        """Return what was wished for since the last time; while held, wait until that ends or ``should_stop``.

        Nothing comes true with a ``frame`` that an earlier run has put into the output: wishes then wait on.
        """
        with self._changed:
            while self._is_held and not should_stop():
                self._changed.wait(_SECONDS_BETWEEN_LOOKS)
            if frame is not None and frame < self.past.frames:
                return ()
            wishes = tuple(self._wishes)
            self._wishes.clear()
        return wishes

    def go_on(self, past: Past) -> None:
        """Begin with what earlier runs have done; comes before the first frame."""
        self.past = past
        self.acts, self.times, self.record = past.acts, past.times, past.record

    @property
    def known(self) -> tuple[Act, ...]:
        """Return what was done, and what is still to be done again."""
        with self._changed:
            return (*self.acts, *self.coming)

    def do_again(self, frame: int) -> tuple[Act, ...]:
        """Return what is to be done again at a frame; it has been done then."""
        with self._changed:
            due = tuple(act for act in self.coming if act.frame <= frame)
            self.acts, self.coming = (*self.acts, *due), self.coming[len(due) :]
        return due

    def did(self, act: Act) -> None:
        """Add an act to what was done so far."""
        with self._changed:
            self.acts = (*self.acts, act)

    def changed_at(self, moment: Moment) -> None:
        """Add a frame to those with which an act took effect."""
        self.times = (*self.times, (moment.index, moment.pts_seconds))

    def until(self, frames: int) -> Past:
        """Return what was done in the first so many frames, each of which has been dreamed; any thread may ask."""
        acts = tuple(act for act in self.acts if act.frame < frames)
        return Past(frames, acts, tuple(time for time in self.times if time[0] < frames), self.record)

    def lose(self, frame: int) -> None:
        """Learn that a frame, the last one begun, is not in the film: nothing has been done with it."""
        left = self.until(frame)
        self.acts, self.times = left.acts, left.times
