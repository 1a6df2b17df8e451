"""What holds in a recipe where the user says nothing: the model's own settings, and those that are built in."""

from typing import TypeVar

from dreamstream.models import ModelCard, find_model
from dreamstream.recipe import DEFAULT_MODEL, Recipe
from dreamstream.schedule import Varying
from dreamstream.tables import Dream

T = TypeVar("T")

BUILT_IN = Recipe.parse(
    {
        "dream": {
            "end": "parts",
            "hold_frames": 12,
            "octaves": 4,
            "octave_scale": 1.4,
            "iterations": 10,
            "step_size": 1.5,
            "jitter": 32,
            "clip": True,
            "guide_loop": False,
            "mask_feather": 0.0,
            "amount": 1.0,
            "smooth_octaves": 0,
            "total_variation": 0.0,
            "l2_decay": 0.0,
            "motion_only": False,
            "seamless": False,
            "flow": "dis",
            "seed": 0,
            "lock": {"chroma": 1.0},
        },
        "evolve": {
            "on": False,
            "ends": ["objects", "textures", "parts:random(6)", "patterns", "objects:random(3)", "parts"],
            "distort": [],
            "patience_frames": 48,
            "threshold": 0.6,
        },
        "sink": {
            "speed": "medium",
            "loop": 0,
            "gif_palette": "frame",
            "reverse": False,
            "boomerang": False,
            "embed": True,
        },
    }
)
"""What holds where neither model, preset nor user says anything."""

VIDEO_BLEND, STILL_BLEND = 0.5, 0.0
FLOWING_STRENGTH, DISTORTED_STRENGTH = 0.18, 0.6
"""Little more than a sixth is in the long run about as deep as from scratch, in less than a third of the time; of what
is distorted on the way more has to be dreamed anew."""
FED_BACK_VIDEO_LOCK = 0.5
"""Without it the dream's own colours build up from frame to frame, up to green and magenta."""
LOCK_CONTRAST, FLOWING_LOCK_CONTRAST = 1.3, 1.0
"""Of what flows, the frame's own part is never lost, and would be stretched with the dream's."""


def complete(recipe: Recipe) -> tuple[Recipe, ModelCard]:
    """Return the recipe laid over the built-in settings and its model's own, and that model's card.

    Raises:
        UsageError: the model is unknown.
    """
    card = find_model(recipe.model.name or DEFAULT_MODEL)
    model = Recipe.parse({"dream": dict(card.dream), "evolve": dict(card.evolve)}, f"model {card.name}")
    return BUILT_IN.merge(model).merge(recipe.for_model(card.name)), card


def blend_of(dream: Dream, *, is_still: bool) -> Varying[float]:
    """Return the share of each new frame that a ``[dream]`` table means for a still, or for a video."""
    if dream.blend is not None:
        return dream.blend
    return STILL_BLEND if is_still else VIDEO_BLEND


def for_stream(dream: Dream, *, is_still: bool, is_distorted: bool) -> Dream:
    """Return a complete ``[dream]`` table with what is not set in it because it depends on what is dreamed."""
    blend = blend_of(dream, is_still=is_still)
    is_fed_back_video = not is_still and blend != 1
    flows = is_fed_back_video and dream.flow == "dis"
    flowing_strength = DISTORTED_STRENGTH if is_distorted else FLOWING_STRENGTH
    lock = {
        "strength": _first_set(dream.lock.strength, FED_BACK_VIDEO_LOCK if is_fed_back_video else 0.0),
        "contrast": _first_set(dream.lock.contrast, FLOWING_LOCK_CONTRAST if flows else LOCK_CONTRAST),
    }
    defaults = {
        "blend": blend,
        "flow": "dis" if flows else "none",
        "strength": _first_set(dream.strength, flowing_strength if flows else 1.0),
        "lock": dream.lock.model_copy(update=lock),
    }
    return dream.model_copy(update=defaults)


def required(value: T | None) -> T:
    """Return a setting that every complete recipe has.

    Raises:
        ValueError: the recipe is not complete.
    """
    if value is None:
        raise ValueError("the recipe is not complete")
    return value


def _first_set(value: Varying[T] | None, default: T) -> Varying[T]:
    return default if value is None else value
