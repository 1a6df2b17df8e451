"""A stream whose frames have nothing of each other, dreamed several at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dreamstream.dreaming.dreamer import Dreamer
from dreamstream.dreaming.state import DreamState
from dreamstream.dreaming.together import Together
from dreamstream.frame import Frame


@dataclass(frozen=True)
class Batch:
    """How many frames are dreamed together."""

    frames: int = 1
    """At most; a stream's last may be fewer."""
    most_pixels: int | None = None
    """Of those that go through the network at once; None sets no bound."""


class Lookahead:
    """Frames as they come, each with those of its batch; where the stream begins makes no difference to batches."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.frames: list[Frame] = []
        """The batch of the frame that came last."""

    def __call__(self, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield the same frames, but the first of a batch only when the whole batch is there."""
        gathered: list[Frame] = []
        for frame in frames:
            gathered.append(frame)
            if (frame.index + 1) % self.batch.frames == 0:
                yield from self._given(gathered)
                gathered = []
        yield from self._given(gathered)

    def _given(self, gathered: list[Frame]) -> list[Frame]:
        self.frames = gathered
        return gathered


class InBatches:
    """Dreams every frame of a ``lookahead``, when its turn comes, with all those of its batch.

    Args:
        dreamer: what dreams; its frames have to be independent.
        lookahead: what knows the batches.
    """

    def __init__(self, dreamer: Dreamer, lookahead: Lookahead) -> None:
        self._dreamer = dreamer
        # Steps that are replayed are each picture's own.
        dreamer.stepper = None
        self._lookahead = lookahead
        self._together = Together(dreamer.network, lookahead.batch.most_pixels)
        self._dreamed: dict[int, Frame] = {}
        """Those of the batch that are still to be asked for, by their index."""

    def __call__(self, frame: Frame) -> Frame:
        """Return the dream of ``frame``; raises as ``Dreamer``, and then the whole batch is lost."""
        if frame.index not in self._dreamed:
            batch = self._lookahead.frames
            dreams = self._together([self._dreamer.dreaming(each) for each in batch])
            self._dreamed = {each.index: each for each in dreams}
        return self._dreamed.pop(frame.index)

    def state(self) -> DreamState:
        """Return what passes from frame to frame, as ``Dreamer``: nothing."""
        return self._dreamer.state()

    def restore(self, state: DreamState, acted: Sequence[tuple[int, Fraction]] = ()) -> None:
        """Go on as the dreamer did whose state it was; ``acted`` as ``Dreamer.restore``."""
        self._dreamer.restore(state, acted)
