"""What hands do, written down while they do it."""

from pathlib import Path

from dreamstream.preview.recording import Recording
from dreamstream.preview.turns import Turns
from dreamstream.recipe import Recipe
from dreamstream.steering.hands import Hands
from dreamstream.tables import Act


class Keeping:
    """Keeps all acts of a render in its recording: every one in the end, until then as often as that is cheap.

    All of them are written anew each time, and a fader makes one of every frame.

    Args:
        hands: whose acts they are.
        recording: where they are kept.
    """

    def __init__(self, hands: Hands, recording: Recording) -> None:
        self._hands, self._recording = hands, recording
        self._recipe: Recipe | None = None
        self._kept: tuple[Act, ...] = ()
        self._turns = Turns()

    @property
    def path(self) -> Path | None:
        """Where they are kept; None where there were none."""
        return self._recording.path

    def begin(self, recipe: Recipe) -> None:
        """Learn the complete recipe, without which nothing is kept, and what hands did in frames that were lost."""
        self._recipe = recipe
        past = self._hands.past
        if past.record is not None:
            self._hands.coming = self._recording.go_on(past.record, recipe, past.frames)
        self._hands.record = self._recording.name

    def poll(self) -> bool:
        """Keep what is new if its turn has come, and return whether that was done."""
        if not (self._is_behind and self._turns.is_due):
            return False
        with self._turns.taken():
            self._keep()
        return True

    def finish(self, frames: int) -> None:
        """Keep what is in the film, which has so many frames."""
        self._keep(frames)

    def close(self) -> None:
        """Keep what is new; harmless when repeated."""
        if self._is_behind:
            self._keep()

    @property
    def _is_behind(self) -> bool:
        return self._hands.acts is not self._kept

    def _keep(self, frames: int | None = None) -> None:
        # First, for more may be done in the dream's thread while this is written.
        self._kept = self._hands.acts
        # Before the end also what is still to be done again, which would be lost if the render broke off now.
        acts = self._hands.known if frames is None else self._hands.acts
        if self._recipe is None or not acts:
            self._recording.drop()
            return
        self._recording.keep(self._recipe, acts, frames)
        self._hands.record = self._recording.name
