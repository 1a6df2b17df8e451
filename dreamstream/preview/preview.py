"""Between a render and a display: newest frames there, gestures back."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from dreamstream.closeable import Closeable
from dreamstream.errors import DisplayError
from dreamstream.frame import Arrival, Frame, Pixels
from dreamstream.preview.base import CLOSED, Display, Gesture, Picture
from dreamstream.preview.caption import Delay
from dreamstream.preview.keeping import Keeping
from dreamstream.preview.keys import FINISH, HELP, SNAPSHOT, WISHES
from dreamstream.preview.latest import Latest
from dreamstream.preview.lines import Lines
from dreamstream.preview.recording import Recording
from dreamstream.preview.turns import Turns
from dreamstream.progress import Finished, Record, Started
from dreamstream.recipe import Recipe
from dreamstream.steering.hands import Hands
from dreamstream.steering.wishes import Held

_logger = logging.getLogger("dreamstream")


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
        self._recording = Recording(stem)
        self._keeping = Keeping(self.hands, self._recording)
        self._lines = Lines(self.hands)
        self._is_steered = False
        self._latest: Latest[tuple[Pixels, Arrival | None]] = Latest()
        self._frame: Frame | None = None
        """The last that is finished."""
        self._pixels: Pixels | None = None
        """What is shown, finished or not."""
        self._is_stale = False
        self._turns = Turns()

    @property
    def has_hands(self) -> bool:
        """Whether anything could be done here: there is a display or a controller."""
        return self._display is not None or self._controls is not None

    def begin(self, recipe: Recipe) -> None:
        """Learn the complete recipe, which acts are recorded with; else hands only watch.

        What they did in an earlier run, in frames that the output has lost, is done again.
        """
        self._is_steered = True
        self._keeping.begin(recipe)

    @property
    def recorded(self) -> Path | None:
        """Where the acts are kept; None where there were none."""
        return self._keeping.path

    def tap(self, dream: Callable[[Frame], Frame]) -> Callable[[Frame], Frame]:
        """Return ``dream`` made to show its frames, too."""

        def tapped(frame: Frame) -> Frame:
            dreamed = dream(frame)
            self._lines.pace.add(time.monotonic())
            self._frame = dreamed
            self._latest.put((dreamed.pixels, frame.arrival))
            return dreamed

        return tapped

    @property
    def wants_octave(self) -> bool:
        """Whether an unfinished frame would be shown now: only where no finished one waits."""
        return self._shows_octaves and self._latest.is_empty and self._turns.is_due

    def octave(self, pixels: Pixels) -> None:
        """Show an unfinished frame, of any size."""
        self._latest.put((pixels, None))

    def see(self, record: Record) -> None:
        """Take in a record of the render."""
        if isinstance(record, Started):
            self._lines.started = record
        elif isinstance(record, Finished) and record.frames:
            self._keeping.finish(record.frames)

    def poll(self) -> None:
        """Do what hands want, and show what is new; to be called about 50 times a second."""
        if self._keeping.poll():
            self._is_stale = True
        for gesture in self._controls() if self._controls is not None else ():
            self._do(gesture)
        if self._display is None:
            return
        try:
            self._poll(self._display)
        except DisplayError as error:
            _logger.warning("%s; the render goes on without a preview", error)
            # Whoever held it may have no other way to let it go.
            self.hands.wish(Held(False))
            self.close()

    def close(self) -> None:
        """Close the display, and write down what hands did last; harmless when repeated."""
        self._keeping.close()
        if self._display is not None:
            self._display.close()
            self._display = None

    def _poll(self, display: Display) -> None:
        # It is here that a window is painted.
        with self._turns.lengthened():
            gestures = display.poll()
        for gesture in gestures:
            self._do(gesture)
        # A gesture may have closed it.
        if self._display is not None and self._turns.is_due:
            self._show(display)

    def _do(self, gesture: Gesture) -> None:
        self._is_stale = True
        wish = WISHES.get(gesture) if isinstance(gesture, str) else gesture
        if wish is not None:
            if self._is_steered:
                self.hands.wish(wish)
        elif gesture == HELP:
            self._lines.toggle()
        elif gesture == SNAPSHOT and self._frame is not None:
            self._lines.note(self._recording.snapshot(self._frame))
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
        done = self._frame.index + 1 if self._frame else 0
        with self._turns.taken(display.shortest_seconds):
            keys = self._lines.keys(is_steered=self._is_steered)
            display.show(Picture(self._pixels, self._lines.told(done), keys))
        if arrival is not None:
            self._lines.delay = Delay(time.monotonic() - arrival.seconds, arrival.dropped)
