"""What holds by hand at a frame, and the act that a wish makes of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any, TypeAlias, assert_never

from dreamstream.errors import UnknownNameError
from dreamstream.steering.wishes import (
    CentreX,
    CentreY,
    Distorted,
    Held,
    Layer,
    Look,
    Point,
    Setting,
    Strength,
    Wish,
    Wished,
)
from dreamstream.tables import Act

_MIDDLE = (0.5, 0.5)
_STRIDE = 0.05
"""Share of the picture by which an arrow moves the centre."""
_STEP_OF_STRENGTH = 1.25
_WEAKEST, _STRONGEST = 0.1, 10.0
"""Where steps end; a control may also set 0."""

Values: TypeAlias = dict[str, Any]
"""Field of an act -> what it sets there."""


@dataclass(frozen=True)
class Hand:
    """Everything that acts have set so far; None leaves it to the recipe."""

    end: str | None = None
    amount: float = 1.0
    """Factor on the recipe's own."""
    centre: tuple[float, float] | None = None
    preset: str | None = None
    distorted: bool = True
    octaves: int | None = None
    iterations: int | None = None
    limit: tuple[int, int] | None = None
    """Octaves, and steps at each, at most."""

    def after(self, act: Act) -> "Hand":
        """Return what holds once ``act`` has taken effect."""
        before = Hand() if act.start == "recipe" else self
        values = {field.name: getattr(act, field.name) for field in fields(self)}
        return replace(before, **{name: value for name, value in values.items() if value is not None})


@dataclass(frozen=True)
class Choices:
    """What a wish can choose from."""

    layers: tuple[str, ...]
    """From the shallowest to the deepest."""
    layer: int
    """Place among them of the recipe's own."""
    presets: tuple[str, ...]
    preset: str | None = None
    """The one that the recipe began with, where it is known."""


def act_of(wishes: Iterable[Wished], hand: Hand, choices: Choices, frame: int) -> Act | None:
    """Return as one act what ``wishes`` come to, taken in order at a frame; None where that is nothing.

    Raises:
        UnknownNameError: a preset is not among the choices.
    """
    values: Values = {}
    for wish in wishes:
        wanted = _wanted(wish, hand, choices)
        if wish is Wish.PICTURE and "start" in values:
            # Whoever begins again as the recipe says is back at the picture already.
            continue
        values = wanted if wish is Wish.RESTART else {**values, **wanted}
        hand = hand.after(Act(frame=frame, **wanted))
    return Act(frame=frame, **values) if values else None


def _wanted(wish: Wished, hand: Hand, choices: Choices) -> Values:
    match wish:
        case Wish():
            return _MEANINGS[wish](hand, choices) if wish in _MEANINGS else {}
        case Held():
            return {}
        case _:
            # Of a control that sends the same again and again nothing needs to be recorded.
            values = _set_by(wish, hand, choices)
            return {name: value for name, value in values.items() if value != getattr(hand, name)}


def _set_by(setting: Setting, hand: Hand, choices: Choices) -> Values:
    values: Values
    match setting:
        case Point(x, y):
            values = {"centre": _within(x, y)}
        case CentreX(share):
            values = {"centre": _within(share, (hand.centre or _MIDDLE)[1])}
        case CentreY(share):
            values = {"centre": _within((hand.centre or _MIDDLE)[0], share)}
        case Strength(factor):
            values = {"amount": round(min(_STRONGEST, max(0.0, factor)), 3)}
        case Layer(choice):
            values = _chosen("end", choice, choices.layers)
        case Look(choice):
            if isinstance(choice, str) and choice not in choices.presets:
                raise UnknownNameError("preset", choice, choices.presets)
            values = _chosen("preset", choice, choices.presets)
        case Distorted(is_on):
            values = {"distorted": is_on}
        case _:
            assert_never(setting)
    return values


def _chosen(field: str, choice: str | float, names: tuple[str, ...]) -> Values:
    if isinstance(choice, str):
        return {field: choice}
    share = min(1.0, max(0.0, choice))
    return {field: names[min(len(names) - 1, int(share * len(names)))]} if names else {}


def _within(x: float, y: float) -> tuple[float, float]:
    return round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4)


def _moved(right: int, down: int, hand: Hand, choices: Choices) -> Values:
    x, y = hand.centre or _MIDDLE
    return {"centre": _within(x + right * _STRIDE, y + down * _STRIDE)}


def _stronger(factor: float, hand: Hand, choices: Choices) -> Values:
    return {"amount": min(_STRONGEST, max(_WEAKEST, round(hand.amount * factor, 3)))}


def _layer(step: int, hand: Hand, choices: Choices) -> Values:
    layers = choices.layers
    if not layers:
        return {}
    place = layers.index(hand.end) if hand.end in layers else choices.layer
    return {"end": layers[min(len(layers) - 1, max(0, place + step))]}


def _preset(step: int, hand: Hand, choices: Choices) -> Values:
    presets, now = choices.presets, hand.preset or choices.preset
    if not presets:
        return {}
    # Before the first comes the last, and where none is known yet the first is next.
    place = presets.index(now) if now in presets else -(step > 0)
    return {"preset": presets[(place + step) % len(presets)]}


_MEANINGS: Mapping[Wish, Callable[[Hand, Choices], Values]] = {
    Wish.LEFT: partial(_moved, -1, 0),
    Wish.RIGHT: partial(_moved, 1, 0),
    Wish.UP: partial(_moved, 0, -1),
    Wish.DOWN: partial(_moved, 0, 1),
    Wish.SHALLOWER: partial(_layer, -1),
    Wish.DEEPER: partial(_layer, 1),
    Wish.WEAKER: partial(_stronger, 1 / _STEP_OF_STRENGTH),
    Wish.STRONGER: partial(_stronger, _STEP_OF_STRENGTH),
    Wish.NEXT_PRESET: partial(_preset, 1),
    Wish.PREVIOUS_PRESET: partial(_preset, -1),
    Wish.DISTORT: lambda hand, choices: {"distorted": not hand.distorted},
    Wish.RESTART: lambda hand, choices: {"start": "recipe"},
    Wish.PICTURE: lambda hand, choices: {"start": "picture"},
}
"""What each wish sets; ``HOLD`` sets nothing."""
