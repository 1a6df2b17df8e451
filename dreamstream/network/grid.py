"""Where a part of a picture has to begin, and how much of its surroundings it needs, to be seen as in the whole."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dreamstream.caffe.spec import NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.network.graph import Version, plan
from dreamstream.network.layers.base import title
from dreamstream.network.layers.window import Pair
from dreamstream.network.reach import PIXEL, WHOLE_PICTURE, Reach, reach_of


@dataclass(frozen=True)
class Grid:
    """How values of one or several ends lie on the picture; pairs are (rows, columns) in pixels."""

    step: Pair
    """A part that begins at multiples of it has the same windows as the whole picture, in every layer."""
    reach: Pair
    """A value of an end depends on no pixel, and no value that it is made of, as far as this from one it does."""
    ends: tuple[Reach, ...]
    """Of each end."""


def grid_of(spec: NetworkSpec, ends: Sequence[str]) -> Grid:
    """Return how the values of ``ends`` lie on the picture. Needs no weights.

    Raises:
        UnknownNameError, ModelError: as ``graph.plan``.
        ModelError: a value depends on the whole picture, or it is not known on what part of it.
    """
    route = plan(spec, *ends)
    reaches: dict[Version, Reach] = {route.input: PIXEL}
    for step in route.steps:
        reach = reach_of(step.layer, [reaches[version] for version in step.reads])
        if reach is None or reach == WHOLE_PICTURE:
            raise ModelError(
                f"the picture can't be cut into tiles for {' and '.join(map(repr, ends))}: "
                f"{title(step.layer)} looks at the whole of it; choose a layer before it or make the picture smaller"
            )
        reaches.update(dict.fromkeys(step.writes, reach))
    rows, columns = (math.lcm(*(reach.stride[axis].numerator for reach in reaches.values())) for axis in (0, 1))
    last = tuple(reaches[version] for version in route.ends)
    height, width = (math.ceil(max(reach.size[axis] for reach in reaches.values())) for axis in (0, 1))
    return Grid((rows, columns), (height, width), last)
