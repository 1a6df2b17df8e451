"""DeepDream itself: what is climbed, one step, the octaves, and the loop that feeds on itself."""

from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.asking import Asking
from dreamstream.dreaming.budget import Budget
from dreamstream.dreaming.carrying import LastDream
from dreamstream.dreaming.colour import ColourLock
from dreamstream.dreaming.dreamer import Dreamer, DreamSettings
from dreamstream.dreaming.ensemble import Ensemble
from dreamstream.dreaming.evolving import Evolution
from dreamstream.dreaming.formula import Formula, Term, Written
from dreamstream.dreaming.grammar import parse_formula
from dreamstream.dreaming.in_batches import Batch, InBatches, Lookahead
from dreamstream.dreaming.mask import FloatMask, mask_of
from dreamstream.dreaming.meter import Meter
from dreamstream.dreaming.moving_picture import MovingPicture, StillPicture
from dreamstream.dreaming.objectives import L2, Channels, Goal, Guide, Logit, Objective
from dreamstream.dreaming.octaves import Octaves, climb
from dreamstream.dreaming.shaping import Shaping
from dreamstream.dreaming.state import DreamState
from dreamstream.dreaming.steering import Steered, Steering
from dreamstream.dreaming.target import Guided, Target
from dreamstream.dreaming.tiled import TiledNetwork
from dreamstream.dreaming.together import Together

__all__ = [
    "L2",
    "Ascent",
    "Asking",
    "Batch",
    "Budget",
    "Channels",
    "ColourLock",
    "DreamSettings",
    "DreamState",
    "Dreamer",
    "Ensemble",
    "Evolution",
    "FloatMask",
    "Formula",
    "Goal",
    "Guide",
    "Guided",
    "InBatches",
    "LastDream",
    "Logit",
    "Lookahead",
    "Meter",
    "MovingPicture",
    "Objective",
    "Octaves",
    "Shaping",
    "Steered",
    "Steering",
    "StillPicture",
    "Target",
    "Term",
    "TiledNetwork",
    "Together",
    "Written",
    "climb",
    "mask_of",
    "parse_formula",
]
