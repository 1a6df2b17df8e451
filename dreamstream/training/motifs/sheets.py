"""Contact sheets, for looking at motifs."""

from collections.abc import Iterable

import numpy as np
from numpy.random import default_rng
from numpy.typing import NDArray

from dreamstream.training.motifs.scenes import MOTIFS, render, scene


def sheet(motif: str | None = None, seed: int = 0, *, size: int = 96, columns: int = 8) -> NDArray[np.uint8]:
    """Return pictures side by side as one (H, W, 3) uint8 RGB picture.

    Args:
        motif: a class, for 64 pictures of it; without one, a row of every class.
        seed: the pictures are those of (seed, row, column).
        size: side of each in pixels.
        columns: pictures in a row.

    Raises:
        UnknownNameError: there is no such motif.
    """
    names = MOTIFS if motif is None else (motif,) * (64 // columns)
    return _tiled(
        (render(name, default_rng((seed, row, column)), size) for column in range(columns))
        for row, name in enumerate(names)
    )


def scene_sheet(seed: int = 0, *, size: int = 128, rows: int = 8, columns: int = 8) -> NDArray[np.uint8]:
    """Return scenes side by side as one (H, W, 3) uint8 RGB picture."""
    return _tiled(
        (scene(default_rng((seed, row, column)), size)[0] for column in range(columns)) for row in range(rows)
    )


def _tiled(rows: Iterable[Iterable[NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    return np.vstack([np.hstack(list(row)) for row in rows])
