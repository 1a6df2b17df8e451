"""How a dream that runs is steered: at every frame something may say what holds from now on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dreamstream.dreaming.octaves import Octaves
from dreamstream.frame import Distort, Moment

if TYPE_CHECKING:
    from dreamstream.dreaming.dreamer import DreamSettings


Limiting: TypeAlias = Callable[[Octaves, tuple[int, int], Moment], Octaves]
"""What a frame of (height, width) pixels wants to be dreamed at to the part of it that is."""


def unlimited(wanted: Octaves, size: tuple[int, int], moment: Moment) -> Octaves:
    """Return all that is wanted."""
    return wanted


@dataclass(frozen=True, eq=False)
class Steered:
    """What holds at one frame; the very same objects as at the frame before for as long as nothing changes."""

    settings: "DreamSettings"
    distort: Distort
    forgets: bool = False
    """Begin again from the incoming frame, as at the first."""
    restarts: bool = False
    """Undo what has evolved, too."""
    limited: Limiting = unlimited


Steering: TypeAlias = Callable[[Moment], Steered]
"""Asked in the thread that dreams, once before every frame; may wait, and may raise ``Stopped``."""
