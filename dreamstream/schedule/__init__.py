"""Values that change from frame to frame: taken in turn, computed by an expression, set by keyframes."""

from dreamstream.schedule.cycle import Cycle
from dreamstream.schedule.expression import Expression
from dreamstream.schedule.keyframes import Keyframes, Schedule, parse_schedule
from dreamstream.schedule.number import (
    Changing,
    ScheduledNumber,
    Varying,
    is_schedule,
    joined,
    needs_stream,
    scheduled_value,
    value_at,
)
from dreamstream.schedule.scope import Scope, Value
from dreamstream.schedule.steps import Steps, is_steps

__all__ = [
    "Changing",
    "Cycle",
    "Expression",
    "Keyframes",
    "Schedule",
    "ScheduledNumber",
    "Scope",
    "Steps",
    "Value",
    "Varying",
    "is_schedule",
    "is_steps",
    "joined",
    "needs_stream",
    "parse_schedule",
    "scheduled_value",
    "value_at",
]
