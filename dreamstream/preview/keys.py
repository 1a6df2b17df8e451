"""What keys mean, whatever display they were pressed at."""

from collections.abc import Mapping

from dreamstream.steering.wishes import Wish

HELP, SNAPSHOT, FINISH = "h", "s", "q"
"""What a preview does itself."""

WISHES: Mapping[str, Wish] = {
    " ": Wish.HOLD,
    "left": Wish.LEFT,
    "right": Wish.RIGHT,
    "up": Wish.UP,
    "down": Wish.DOWN,
    "[": Wish.SHALLOWER,
    "]": Wish.DEEPER,
    "-": Wish.WEAKER,
    "=": Wish.STRONGER,
    "+": Wish.STRONGER,
    "p": Wish.NEXT_PRESET,
    "P": Wish.PREVIOUS_PRESET,
    # Windows made by Qt don't tell p from P.
    "o": Wish.PREVIOUS_PRESET,
    "d": Wish.DISTORT,
    "r": Wish.RESTART,
    "m": Wish.PICTURE,
}

OWN_KEYS = "s snapshot  h these lines  q finish"
"""In a line, for those who look: what a preview does itself."""
KEYS = (
    "space hold  arrows, click: centre  [ ] layer  - = strength  p o preset  d distortion  "
    f"r restart  m picture  {OWN_KEYS}"
)
"""The same for those who steer."""
