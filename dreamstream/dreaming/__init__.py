"""DeepDream itself: what is climbed, one step, the octaves, and the loop that feeds on itself."""

from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.colour import ColourLock
from dreamstream.dreaming.dreamer import Dreamer, DreamSettings
from dreamstream.dreaming.objective import L2, Channels, Guide, Objective
from dreamstream.dreaming.octaves import Octaves, climb
from dreamstream.dreaming.target import Target

__all__ = [
    "L2",
    "Ascent",
    "Channels",
    "ColourLock",
    "DreamSettings",
    "Dreamer",
    "Guide",
    "Objective",
    "Octaves",
    "Target",
    "climb",
]
