"""Values that change from frame to frame: taken in turn, computed by an expression, set by keyframes."""

from dreamstream.schedule.cycle import Cycle
from dreamstream.schedule.expression import Expression
from dreamstream.schedule.keyframes import Keyframes, Schedule, parse_schedule
from dreamstream.schedule.scope import Scope, Value

__all__ = ["Cycle", "Expression", "Keyframes", "Schedule", "Scope", "Value", "parse_schedule"]
