"""Motifs that are drawn: a dataset without any picture from outside."""

from dataclasses import dataclass

import numpy as np

from dreamstream.frame import Pixels
from dreamstream.training import motifs
from dreamstream.training.dataset import NONE, Dataset, Part, Shares


@dataclass(frozen=True)
class Drawn(Dataset):
    """Single motifs in turn, and some scenes of several."""

    scenes: float = 0.25
    """Share of the pictures that hold several motifs, 0 to 1."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The renderer's motifs, in its own order."""
        return motifs.MOTIFS

    @property
    def description(self) -> str:
        """What is drawn, in words."""
        return f"{len(self.classes)} classes drawn by the motif renderer, {self.scenes:.0%} of the pictures scenes"

    def example(self, index: int, rng: np.random.Generator, part: Part, size: int) -> tuple[Pixels, Shares]:
        """Return class ``index`` modulo their number alone, or a scene; the parts differ by their generators."""
        if rng.random() < self.scenes:
            picture, shares = motifs.scene(rng, size)
            return picture, _without_background(shares, self.classes.index(NONE))
        motif = self.classes[index % len(self.classes)]
        return motifs.render(motif, rng, size), np.array([name == motif for name in self.classes], np.float32)


def _without_background(shares: Shares, none: int) -> Shares:
    """Return the shares among the motifs alone: a single one counts fully too, however small it is."""
    seen = shares.copy()
    seen[none] = 0
    return seen / seen.sum() if seen.any() else shares
