"""Sizes of pictures, as people write them: 640x360, or one side of it."""

import operator
import re
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from dreamstream.sources.base import LONGEST_SIDE

_PAIR = {
    "type": "array",
    "items": {"type": "integer", "minimum": 1, "maximum": LONGEST_SIDE},
    "minItems": 2,
    "maxItems": 2,
}


def parse_size(value: object) -> tuple[int, int]:
    """Return "640x360" or (640, 360) as (width, height) in pixels.

    Raises:
        ValueError: it is neither, or a side is not from 1 to ``LONGEST_SIDE``.
    """
    try:
        width, height = _sides(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"'{value}' is not a size like 640x360") from error
    if not (1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE):
        raise ValueError(f"a side is from 1 to {LONGEST_SIDE} pixels, which {width}x{height} is not")
    return width, height


def parse_fitting_size(value: object) -> tuple[int, int]:
    """Return a size as ``parse_size``; of "640x" and "x360" the side that follows from the picture's shape is 0.

    Raises:
        ValueError: it is no such size, or a side is not from 1 to ``LONGEST_SIDE``.
    """
    if isinstance(value, str) and (match := re.fullmatch(r"(\d*)[xX](\d*)", value.strip(), re.ASCII)):
        if match[1] and not match[2]:
            return parse_size((int(match[1]), 1))[0], 0
        if match[2] and not match[1]:
            return 0, parse_size((1, int(match[2])))[1]
    try:
        return parse_size(value)
    except ValueError as error:
        raise ValueError(str(error).replace("like 640x360", "like 640x360, 640x or x360")) from error


Size: TypeAlias = Annotated[
    tuple[int, int],
    BeforeValidator(parse_size),
    PlainSerializer(lambda size: f"{size[0]}x{size[1]}"),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": "^[0-9]+[xX][0-9]+$"}, _PAIR]}),
]
FittingSize: TypeAlias = Annotated[
    tuple[int, int],
    BeforeValidator(parse_fitting_size),
    PlainSerializer(lambda size: f"{size[0] or ''}x{size[1] or ''}"),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^([0-9]+[xX][0-9]*|[xX][0-9]+)$"},
                _PAIR,
            ]
        }
    ),
]


def _sides(value: object) -> tuple[int, int]:
    if isinstance(value, str):
        width, height = (int(part) for part in value.lower().split("x"))
    else:
        width, height = (operator.index(part) for part in value)  # type: ignore[attr-defined]
    return width, height
