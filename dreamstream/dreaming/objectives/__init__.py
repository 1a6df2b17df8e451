"""What a dream climbs at one layer."""

from dreamstream.dreaming.objectives.base import Constant, Diff, Goal, Objective
from dreamstream.dreaming.objectives.features import L2, Channels
from dreamstream.dreaming.objectives.guide import Guide
from dreamstream.dreaming.objectives.logit import Logit
from dreamstream.dreaming.objectives.plugins import REGISTRY

__all__ = ["L2", "REGISTRY", "Channels", "Constant", "Diff", "Goal", "Guide", "Logit", "Objective"]
