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

Keys: TypeAlias = dict[str, Any]
"""What an act sets."""


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
    keys: Keys = {}
    for wish in wishes:
        wanted = _keys(wish, hand, choices)
        if wish is Wish.PICTURE and "start" in keys:
            # Whoever begins again as the recipe says is back at the picture already.
            continue
        keys = wanted if wish is Wish.RESTART else {**keys, **wanted}
        hand = hand.after(Act(frame=frame, **wanted))
    return Act(frame=frame, **keys) if keys else None


def _keys(wish: Wished, hand: Hand, choices: Choices) -> Keys:
    if isinstance(wish, Wish):
        return _MEANINGS[wish](hand, choices) if wish in _MEANINGS else {}
    if isinstance(wish, Held):
        return {}
    # Of a control that sends the same again and again nothing needs to be recorded.
    return {key: value for key, value in _set(wish, hand, choices).items() if value != getattr(hand, key)}


def _set(setting: Setting, hand: Hand, choices: Choices) -> Keys:
    keys: Keys
    match setting:
        case Point(x, y):
            keys = {"centre": _within(x, y)}
        case CentreX(share):
            keys = {"centre": _within(share, (hand.centre or _MIDDLE)[1])}
        case CentreY(share):
            keys = {"centre": _within((hand.centre or _MIDDLE)[0], share)}
        case Strength(factor):
            keys = {"amount": round(min(_STRONGEST, max(0.0, factor)), 3)}
        case Layer(choice):
            keys = _chosen("end", choice, choices.layers)
        case Look(choice):
            if isinstance(choice, str) and choice not in choices.presets:
                raise UnknownNameError("preset", choice, choices.presets)
            keys = _chosen("preset", choice, choices.presets)
        case Distorted(is_on):
            keys = {"distorted": is_on}
        case _:
            assert_never(setting)
    return keys


def _chosen(key: str, choice: str | float, names: tuple[str, ...]) -> Keys:
    if isinstance(choice, str):
        return {key: choice}
    share = min(1.0, max(0.0, choice))
    return {key: names[min(len(names) - 1, int(share * len(names)))]} if names else {}


def _within(x: float, y: float) -> tuple[float, float]:
    return round(min(1.0, max(0.0, x)), 4), round(min(1.0, max(0.0, y)), 4)


def _moved(right: int, down: int, hand: Hand, choices: Choices) -> Keys:
    x, y = hand.centre or _MIDDLE
    return {"centre": _within(x + right * _STRIDE, y + down * _STRIDE)}


def _stronger(factor: float, hand: Hand, choices: Choices) -> Keys:
    return {"amount": min(_STRONGEST, max(_WEAKEST, round(hand.amount * factor, 3)))}


def _layer(step: int, hand: Hand, choices: Choices) -> Keys:
    layers = choices.layers
    if not layers:
        return {}
    place = layers.index(hand.end) if hand.end in layers else choices.layer
    return {"end": layers[min(len(layers) - 1, max(0, place + step))]}


def _preset(step: int, hand: Hand, choices: Choices) -> Keys:
    presets, now = choices.presets, hand.preset or choices.preset
    if not presets:
        return {}
    # Before the first comes the last, and where none is known yet the first is next.
    place = presets.index(now) if now in presets else -(step > 0)
    return {"preset": presets[(place + step) % len(presets)]}


_MEANINGS: Mapping[Wish, Callable[[Hand, Choices], Keys]] = {
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
