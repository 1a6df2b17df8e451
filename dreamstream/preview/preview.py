"""Between a render and a display: newest frames there, gestures back."""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from dreamstream.closeable import Closeable
from dreamstream.errors import DisplayError
from dreamstream.frame import Arrival, Frame, Pixels
from dreamstream.preview.base import CLOSED, Display, Gesture, Picture
from dreamstream.preview.caption import Delay, Pace, caption
from dreamstream.preview.keys import FINISH, HELP, KEYS, OWN_KEYS, SNAPSHOT, WISHES
from dreamstream.preview.latest import Latest
from dreamstream.preview.recording import Recording
from dreamstream.progress import Finished, Record, Started
from dreamstream.recipe import Recipe
from dreamstream.steering.hands import Hands
from dreamstream.steering.wishes import Held
from dreamstream.tables import Act

_logger = logging.getLogger("dreamstream")

_SHARE = 0.03
"""Of all processors' time, what showing may take at most."""
_NOTE_SECONDS = 3.0


class Preview(Closeable):
    """Shows what is dreamed, as fast as that costs next to nothing, and lets hands steer it.

    ``tap`` and ``octave`` belong to the thread that dreams and never wait; all else to the thread that has opened the
    display. Where the display fails in the middle, a warning tells so, and the render goes on without.

    Args:
        display: opened; without one nothing is shown, and hands still steer.
        stop: set when hands finish the render.
        stem: where acts and snapshots are kept: a path without extension.
        preset: what the recipe's look is called, where that is known.
        shows_octaves: whether unfinished frames are shown.
        controls: returns what hands did elsewhere since it was last called, as ``Display.poll`` does.
    """

    def __init__(
        self,
        display: Display | None,
        stop: threading.Event,
        stem: Path,
        *,
        preset: str | None = None,
        shows_octaves: bool = False,
        controls: Callable[[], Iterable[Gesture]] | None = None,
    ) -> None:
        self.hands = Hands(preset)
        self._display, self._controls = display, controls
        self._stop, self._shows_octaves = stop, shows_octaves
        self._recording, self._record_at = Recording(stem), 0.0
        self._recorded: tuple[Act, ...] = ()
        self._recipe: Recipe | None = None
        self._latest: Latest[tuple[Pixels, Arrival | None]] = Latest()
        self._frame: Frame | None = None
        self._pixels: Pixels | None = None
        self._pace = Pace()
        self._delay: Delay | None = None
        self._started: Started | None = None
        self._has_lines, self._is_stale = True, False
        self._note, self._note_ends = "", 0.0
        self._next_at = 0.0

    @property
    def has_hands(self) -> bool:
        """Whether anything could be done here: there is a display or a controller."""
        return self._display is not None or self._controls is not None

    def begin(self, recipe: Recipe) -> None:
        """Learn the complete recipe, which acts are recorded with; else hands only watch.

        What they did in an earlier run, in frames that the output has lost, is done again.
        """
        self._recipe = recipe
        hands, past = self.hands, self.hands.past
        if past.record is not None:
            hands.coming = self._recording.go_on(past.record, recipe, past.frames)
        hands.record = self._recording.name

    @property
    def recorded(self) -> Path | None:
        """Where the acts are kept; None where there were none."""
        return self._recording.path

    def tap(self, dream: Callable[[Frame], Frame]) -> Callable[[Frame], Frame]:
        """Return ``dream`` made to show its frames, too."""

        def tapped(frame: Frame) -> Frame:
            dreamed = dream(frame)
            self._pace.add(time.monotonic())
            self._frame = dreamed
            self._latest.put((dreamed.pixels, frame.arrival))
            return dreamed

        return tapped

    @property
    def wants_octave(self) -> bool:
        """Whether an unfinished frame would be shown now: only where no finished one waits."""
        return self._shows_octaves and self._latest.is_empty and time.monotonic() >= self._next_at

    def octave(self, pixels: Pixels) -> None:
        """Show an unfinished frame, of any size."""
        self._latest.put((pixels, None))

    def see(self, record: Record) -> None:
        """Take in a record of the render."""
        if isinstance(record, Started):
            self._started = record
        elif isinstance(record, Finished) and record.frames:
            self._record(record.frames)

    def poll(self) -> None:
        """Do what hands want, and show what is new; to be called about 50 times a second."""
        if self.hands.acts is not self._recorded and time.monotonic() >= self._record_at:
            began = time.thread_time()
            self._record()
            # All of them are written anew, and a fader makes one of every frame.
            self._record_at = time.monotonic() + _seconds_to_pay(time.thread_time() - began)
            self._is_stale = True
        for gesture in self._controls() if self._controls is not None else ():
            self._do(gesture)
        if self._display is None:
            return
        try:
            began = time.thread_time()
            gestures = self._display.poll()
            # It is here that a window is painted.
            self._next_at += _seconds_to_pay(time.thread_time() - began)
            for gesture in gestures:
                self._do(gesture)
            if self._display is not None and time.monotonic() >= self._next_at:
                self._show(self._display)
        except DisplayError as error:
            _logger.warning("%s; the render goes on without a preview", error)
            # Whoever held it may have no other way to let it go.
            self.hands.wish(Held(False))
            self.close()

    def close(self) -> None:
        """Close the display, and write down what hands did last; harmless when repeated."""
        if self.hands.acts is not self._recorded:
            self._record()
        if self._display is not None:
            self._display.close()
            self._display = None

    def _record(self, frames: int | None = None) -> None:
        self._recorded = self.hands.acts
        acts = self.hands.known if frames is None else self.hands.acts
        if self._recipe is not None and acts:
            self._recording.keep(self._recipe, acts, frames)
            self.hands.record = self._recording.name
        else:
            self._recording.drop()

    def _do(self, gesture: Gesture) -> None:
        self._is_stale = True
        wish = WISHES.get(gesture) if isinstance(gesture, str) else gesture
        if wish is not None:
            if self._recipe is not None:
                self.hands.wish(wish)
        elif gesture == HELP:
            self._has_lines = not self._has_lines
        elif gesture == SNAPSHOT and self._frame is not None:
            self._note, self._note_ends = self._recording.snapshot(self._frame), time.monotonic() + _NOTE_SECONDS
        elif gesture in (FINISH, CLOSED):
            self._stop.set()
        if gesture == CLOSED:
            self.close()

    def _show(self, display: Display) -> None:
        newest = self._latest.take()
        if newest is None and not self._is_stale:
            return
        self._pixels, arrival = (self._pixels, None) if newest is None else newest
        if self._pixels is None:
            return
        self._is_stale = False
        began = time.thread_time()
        display.show(Picture(self._pixels, self._lines(), self._keys))
        cost, now = time.thread_time() - began, time.monotonic()
        if arrival is not None:
            self._delay = Delay(now - arrival.seconds, arrival.dropped)
        self._next_at = now + max(display.shortest_seconds, _seconds_to_pay(cost))

    def _lines(self) -> tuple[str, ...]:
        note = (self._note,) if self._note and time.monotonic() < self._note_ends else ()
        if not self._has_lines:
            return note
        done = self._frame.index + 1 if self._frame else 0
        return (*caption(self._started, done, self._pace, self.hands, delay=self._delay), *note)

    @property
    def _keys(self) -> str:
        if not self._has_lines:
            return ""
        return OWN_KEYS if self._recipe is None else KEYS


def _seconds_to_pay(cost: float) -> float:
    """Return in how many seconds such a cost, in one thread's seconds, is no more than the share of all cores."""
    return cost / (_SHARE * (os.cpu_count() or 1))
