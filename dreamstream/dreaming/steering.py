"""How a dream that runs is steered: at every frame something may say what holds from now on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dreamstream.frame import Distort, Moment

if TYPE_CHECKING:
    from dreamstream.dreaming.dreamer import DreamSettings


@dataclass(frozen=True, eq=False)
class Steered:
    """What holds at one frame; the very same objects as at the frame before for as long as nothing changes."""

    settings: "DreamSettings"
    distort: Distort
    forgets: bool = False
    """Begin again from the incoming frame, as at the first."""


Steering: TypeAlias = Callable[[Moment], Steered]
"""Asked in the thread that dreams, once before every frame; may wait, and may raise ``Stopped``."""
