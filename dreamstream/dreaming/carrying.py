"""A video's dream goes on from frame to frame: carried along by what moves, let go where a new scene begins.

What is carried is the last frame's dream as far as it differs from that frame, laid over the new one: so light that
changes and noise stay the video's own, and where something has come into sight there is the new frame itself.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dreamstream.dreaming.flow import Motion, motion
from dreamstream.dreaming.mask import FloatMask
from dreamstream.dreaming.scene import Changes, scene_change
from dreamstream.frame import Distort, FloatPixels, Moment, Pixels

_WEAKEST = 0.01
"""A strength below this counts as this, so that no step is endless."""
_AT_ONCE = 0.9
"""Share of a whole dream that is given at once to what comes into sight: what it would be given later would flicker."""

_MUCH = 0.08
"""Share of the picture. There always is a little at edges and where something moves, too thin for large forms."""
_LOST = 0.25
"""What a dream loses from frame to frame, in squares of the strength; more makes it less deep, and no steadier."""


@dataclass(frozen=True, eq=False)
class LastDream:
    """All that passes from one frame of a video to the next: plain values, to be stored as they are."""

    incoming: Pixels
    """The frame, (H, W, 3) uint8 RGB."""
    dreamed: FloatPixels
    """Its dream, (H, W, 3)."""
    dreamed_part: FloatPixels
    """What of the dream the network has added, in all frames whose dreams it holds, (H, W, 3)."""
    depth: FloatMask
    """How much of a whole dream each pixel has been given, (H, W)."""
    moment: Moment
    changes: Changes


@dataclass(frozen=True, eq=False)
class Beginning:
    """What a frame's dream starts from."""

    picture: FloatPixels | Pixels
    """(H, W, 3)."""
    is_carried: bool = False
    """False where it is the frame alone."""
    dreamed_part: FloatPixels | None = None
    """What of it the network had added before, (H, W, 3); None is nothing."""
    depth: FloatMask | None = None
    """How much of a whole dream each pixel has been given before, (H, W); None is nothing."""
    changes: Changes = ()

    @property
    def has_new(self) -> bool:
        """Tell whether so much has come into sight that its large forms are worth steps at small sizes."""
        return self.depth is None or float(1 - self.depth.mean()) > _MUCH

    def reach(self, strength: float) -> tuple[FloatMask, FloatMask] | None:
        """Return how far each pixel goes in a step, (H, W) from 0, at the full size and at those below it.

        Those in sight since long go by ``strength``, and at the full size alone. What has come into sight catches up,
        at all sizes and in steps that are longer for being fewer. None is 1 everywhere.
        """
        if self.depth is None:
            return None
        longest = 1 / math.sqrt(max(strength, _WEAKEST))
        new = np.square(1 - self.depth)
        return np.float32(strength) + np.float32(longest - strength) * new, np.float32(longest) * new

    def dreamed(self, incoming: Pixels, climbed: FloatPixels, dreamed: FloatPixels, moment: Moment) -> LastDream:
        """Return what passes to the next frame: ``picture`` has been ``climbed``, and then become the dream."""
        part = climbed - np.asarray(self.picture, np.float32)
        depth = np.ones(incoming.shape[:2], np.float32)
        if self.dreamed_part is not None and self.depth is not None:
            part += self.dreamed_part
            depth = self.depth + np.float32(_AT_ONCE) * (1 - self.depth)
        return LastDream(incoming, dreamed, part, depth, moment, self.changes)


def beginning(
    last: LastDream | None,
    incoming: Pixels,
    distort: Distort,
    blend: float,
    strength: float,
    look: Callable[[Pixels, Pixels], Motion] = motion,
) -> Beginning:
    """Return what the dream of ``incoming``, (H, W, 3) uint8 RGB, starts from; ``look`` tells how it has moved.

    It is ``blend * frame + (1 - blend) * carried``, carried being the last dream as it has moved, distorted. Each frame
    adds about ``strength ** 2 / 2`` of a whole dream, for its steps are few and small. For the dream to stay as deep as
    one from scratch it may lose no more than that, while the blend takes away its share of everything; what it takes
    too much of the network's own part is put back, which amounts to momentum in the ascent. At
    ``blend`` 1, and where a scene begins, the dream starts from the frame alone.
    """
    frame = incoming.astype(np.float32)
    if last is None:
        return Beginning(frame)
    moved = look(last.incoming, incoming)
    is_cut, changes = scene_change(last.incoming, incoming, moved, last.changes)
    if is_cut or blend == 1:
        return Beginning(frame, changes=changes)
    trust = moved.trust[..., None]
    whole = frame + trust * moved.warped(last.dreamed - last.incoming)
    carried = distort(whole, last.moment)
    # Not the distorted part, for most distortions do something else with a part than with the whole.
    part = carried - distort(whole - trust * moved.warped(last.dreamed_part), last.moment)
    kept = max(1 - blend, 1 - _LOST * strength**2)
    picture = np.float32(blend) * frame + np.float32(1 - blend) * carried + np.float32(kept - (1 - blend)) * part
    return Beginning(picture, True, np.float32(kept) * part, moved.trust * moved.warped(last.depth), changes)
