"""The kinds of values in a recipe that people write in more than one way."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from dreamstream.schedule import Steps, is_steps
from dreamstream.sources.base import LONGEST_SIDE

LEAST_TILE = 64
"""Pixels a side."""
LARGEST_BATCH = 64
"""Frames."""
_LARGEST_RATE = 10**6
_MOST_THREADS = 1024
_SHORTEST_SECONDS, _LONGEST_SECONDS = 0.001, 3600


def parse_rate(value: object) -> Fraction:
    """Return a positive number, as frames per second or as seconds, exactly: 24, 23.976, "30000/1001".

    Raises:
        ValueError: it is no such number, or above a million.
    """
    text = str(value).strip()
    # Fraction would take exponents too, and work for hours on the zeros of 1e999999999.
    if not re.fullmatch(r"-?[\d./]{1,60}", text, re.ASCII):
        raise ValueError(f"'{value}' is not a number like 24, 29.97 or 30000/1001")
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"'{value}' is not a number like 24, 29.97 or 30000/1001") from error
    if not 0 < rate <= _LARGEST_RATE:
        raise ValueError(f"{value} is not above 0 and at most a million")
    return rate


def parse_seconds(value: object) -> Fraction:
    """Return a time of 0 seconds or more, exactly: 90, 1.5, "1:30", "0:01:30.5".

    Raises:
        ValueError: it is no such time.
    """
    # Bounded, like a rate's text.
    match = re.fullmatch(r"(?:(?:(\d{1,6}):)?(\d{1,6}):)?([\d./]{1,60})", str(value).strip(), re.ASCII)
    try:
        hours, minutes, seconds = match.groups(0) if match else ("", "", "")
        return int(hours) * 3600 + int(minutes) * 60 + Fraction(seconds)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"'{value}' is not a time like 90, 1:30 or 0:01:30.5") from error


def parse_brief(value: object) -> float:
    """Return a time in seconds: 0.08, "80ms", "80 ms", "1.5s".

    Raises:
        ValueError: it is no such time, or not from a millisecond to an hour.
    """
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{0,20})?|\.\d{1,20}) ?(ms|s)?", str(value).strip(), re.ASCII)
    seconds = float(match[1]) / (1000 if match[2] == "ms" else 1) if match else 0.0
    if not _SHORTEST_SECONDS <= seconds <= _LONGEST_SECONDS:
        raise ValueError(f"'{value}' is not a time like 80ms, 0.08 or 1.5s, from a millisecond to an hour")
    return seconds


def parse_tile(value: object) -> int | Literal["auto", "off"]:
    """Return "auto", "off", or a number of pixels, as such or as text.

    Raises:
        ValueError: it is none of these, or not from ``LEAST_TILE`` to ``LONGEST_SIDE``.
    """
    if value in ("auto", "off"):
        return value
    text = str(value)
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not LEAST_TILE <= int(text) <= LONGEST_SIDE:
        raise ValueError(f"'{value}' is neither auto, off nor a number of pixels from {LEAST_TILE} to {LONGEST_SIDE}")
    return int(text)


def parse_batch(value: object) -> int | Literal["auto"]:
    """Return "auto", or a number of frames, as such or as text.

    Raises:
        ValueError: it is neither, or not from 1 to ``LARGEST_BATCH``.
    """
    return _count(value, "frames", LARGEST_BATCH)


def parse_threads(value: object) -> int | Literal["auto"]:
    """Return "auto", or a number of threads, as such or as text.

    Raises:
        ValueError: it is neither, or not from 1 to ``_MOST_THREADS``.
    """
    return _count(value, "threads", _MOST_THREADS)


def parse_layers(value: object) -> str | tuple[str, ...]:
    """Return one layer, or keyframes of layers, as it is, several layers as a tuple.

    Raises:
        ExpressionError: it begins like keyframes but is none; shows where.
        ValueError: it is neither a text nor a list of at least one.
    """
    if isinstance(value, str):
        if is_steps(value):
            Steps.parse(value, str)
        return value
    if isinstance(value, Sequence) and value and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError(f"{value!r} is neither a layer nor a list of layers")


def parse_mean(value: object) -> tuple[float, float, float]:
    """Return "104,117,123" or three numbers as blue, green and red in grey levels.

    Raises:
        ValueError: it is neither, or a number is not from 0 to 255.
    """
    parts = value.split(",") if isinstance(value, str) else value
    try:
        blue, green, red = (float(part) for part in parts)  # type: ignore[attr-defined]
    except (TypeError, ValueError) as error:
        raise ValueError(f"'{value}' is not blue, green and red levels like 104,117,123") from error
    if not all(0 <= level <= 255 for level in (blue, green, red)):
        raise ValueError(f"a level is from 0 to 255, which not all of '{value}' are")
    return blue, green, red


def _numbers(count: int, kind: str, least: int, most: int) -> dict[str, Any]:
    """Return the JSON schema of an array of ``count`` numbers."""
    items = {"type": kind, "minimum": least, "maximum": most}
    return {"type": "array", "items": items, "minItems": count, "maxItems": count}


def _count(value: object, of: str, most: int) -> int | Literal["auto"]:
    if value == "auto":
        return "auto"
    text = str(value)
    if not re.fullmatch(r"\d{1,9}", text, re.ASCII) or not 1 <= int(text) <= most:
        raise ValueError(f"'{value}' is neither auto nor a number of {of} from 1 to {most}")
    return int(text)


def _count_schema(most: int) -> dict[str, Any]:
    """Return the JSON schema of a count."""
    return {"anyOf": [{"type": "string", "enum": ["auto"]}, {"type": "integer", "minimum": 1, "maximum": most}]}


_AS_TEXT = PlainSerializer(lambda number: str(number) if number.denominator > 1 else int(number))

Rate: TypeAlias = Annotated[
    Fraction,
    BeforeValidator(parse_rate),
    _AS_TEXT,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "exclusiveMinimum": 0, "maximum": _LARGEST_RATE},
                {"type": "string", "pattern": "^[0-9./]+$"},
            ]
        }
    ),
]
Seconds: TypeAlias = Annotated[
    Fraction,
    BeforeValidator(parse_seconds),
    _AS_TEXT,
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": "^[0-9:./]+$"}]}),
]
Brief: TypeAlias = Annotated[
    float,
    BeforeValidator(parse_brief),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": _SHORTEST_SECONDS, "maximum": _LONGEST_SECONDS},
                {"type": "string", "pattern": "^[0-9.]+ ?(ms|s)?$"},
            ]
        }
    ),
]
Layers: TypeAlias = Annotated[
    str | tuple[str, ...],
    BeforeValidator(parse_layers),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
Tile: TypeAlias = Annotated[
    int | Literal["auto", "off"],
    BeforeValidator(parse_tile),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "enum": ["auto", "off"]},
                {"type": "integer", "minimum": LEAST_TILE, "maximum": LONGEST_SIDE},
            ]
        }
    ),
]
Batch: TypeAlias = Annotated[
    int | Literal["auto"], BeforeValidator(parse_batch), WithJsonSchema(_count_schema(LARGEST_BATCH))
]
Threads: TypeAlias = Annotated[
    int | Literal["auto"], BeforeValidator(parse_threads), WithJsonSchema(_count_schema(_MOST_THREADS))
]
MeanBgr: TypeAlias = Annotated[
    tuple[float, float, float],
    BeforeValidator(parse_mean),
    WithJsonSchema({"anyOf": [_numbers(3, "number", 0, 255), {"type": "string", "pattern": "^[^,]+,[^,]+,[^,]+$"}]}),
]
