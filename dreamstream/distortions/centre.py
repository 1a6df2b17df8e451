"""One centre for all distortions that have one, as a hand sets it."""

from collections.abc import Mapping
from typing import Any

from dreamstream.distortions.base import REGISTRY


def centred(table: Mapping[str, Any], x: float, y: float) -> dict[str, Any]:
    """Return a distortion's table with its centre, and those of the ones within it, at ``x``, ``y``.

    Args:
        table: as recipes have it, with a ``type`` that is known.
        x: share of the width, 0..1.
        y: share of the height, 0..1.
    """
    effect = REGISTRY[table["type"]]
    names, moved = effect.option_names(), dict(table)
    if "centre_x" in names:
        moved |= {"centre_x": x, "centre_y": y}
    elif "centre" in names and "scale" in names:
        axis = table.get("axis", effect.model_fields["axis"].default)
        moved["centre"] = y if axis == "vertical" else x
    if "distort" in names:
        moved["distort"] = [centred(each, x, y) for each in table["distort"]]
    return moved
