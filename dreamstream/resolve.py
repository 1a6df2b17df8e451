"""From a recipe to what runs: the network it names and the settings it means."""

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

import numpy as np

from dreamstream import caffe
from dreamstream.caffe.spec import NetworkSpec
from dreamstream.completion import for_stream, required
from dreamstream.distortions import Chain
from dreamstream.dreaming import (
    ColourLock,
    DreamSettings,
    Evolution,
    FloatMask,
    Guided,
    Octaves,
    Shaping,
    StillPicture,
    Target,
    TiledNetwork,
    Written,
    mask_of,
    parse_formula,
)
from dreamstream.errors import UsageError
from dreamstream.frame import Pixels, StreamInfo
from dreamstream.models import ModelCard, fetch_weights, resolve_layer
from dreamstream.network import CaffeNetwork, Network
from dreamstream.progress import OnProgress
from dreamstream.recipe import Recipe
from dreamstream.schedule import Cycle, Steps, Varying, is_steps, joined
from dreamstream.sources.following import Following
from dreamstream.sources.picture import read_picture
from dreamstream.sources.still import fitted
from dreamstream.tables import Dream, Evolve

T = TypeVar("T")


def build_network(recipe: Recipe, card: ModelCard, on_progress: OnProgress | None = None) -> Network:
    """Return the network of a complete recipe, loaded and placed; its weights are fetched where they are not here.

    Raises:
        UsageError: its weights are nowhere, or the engine, device or precision is not to be had here.
        FetchError: they can't be fetched.
        ModelError: its files make no sense.
    """
    engine = CaffeNetwork if recipe.model.engine == "caffe" else Network
    return engine(
        caffe.load(card.prototxt, weights_file(recipe, card, on_progress)),
        mean_bgr=recipe.model.mean_bgr or card.mean_bgr,
        device=recipe.model.device or "auto",
        precision=recipe.model.precision or "auto",
    )


def in_tiles(network: Network, recipe: Recipe) -> Network:
    """Return the network made to take the gradient of large pictures in tiles, as a recipe asks for it."""
    tile = recipe.model.tile or "auto"
    return network if tile == "off" else TiledNetwork(network, None if tile == "auto" else tile)


def weights_file(recipe: Recipe, card: ModelCard, on_progress: OnProgress | None = None) -> Path:
    """Return the caffemodel that a recipe means, fetched where it is not here; raises UsageError or FetchError."""
    return recipe.model.weights or fetch_weights(card, on_progress)


def dream_settings(
    dream: Dream,
    spec: NetworkSpec,
    card: ModelCard,
    *,
    is_still: bool,
    is_distorted: bool = False,
    evolve: Evolve | None = None,
) -> DreamSettings:
    """Return what a complete ``[dream]`` table means on this network, and a complete ``[evolve]`` table with it.

    Raises:
        UnknownNameError: a layer is not there.
        UsageError: the objective can't be read, or goes with no guide for all; the mask is black; the dream is to
            evolve and does not feed on itself, or has nothing to move on to.
        SourceError: a guide or the mask can't be read.
    """
    named = partial(resolve_layer, spec, card.layers)
    targets = _targets(dream, named)
    evolution = _evolution(evolve, targets, dream, named, is_still=is_still) if evolve and evolve.on else None
    written = (*targets.values, *(evolution.ends if evolution else ()))
    dream = for_stream(dream, is_still=is_still, is_distorted=is_distorted)
    return DreamSettings(
        targets=targets,
        octaves=joined(Octaves, _number(dream.octaves), _number(dream.octave_scale), _number(dream.iterations)),
        step_size=joined(operator.mul, _number(dream.step_size), _number(dream.amount)),
        jitter=_number(dream.jitter),
        clip=required(dream.clip),
        blend=_number(dream.blend),
        is_carried_by_flow=dream.flow == "dis",
        strength=_number(dream.strength),
        lock=joined(_lock, _number(dream.lock.strength), _number(dream.lock.contrast), _number(dream.lock.chroma)),
        guide=None if dream.guide is None else Following(dream.guide, is_loop=required(dream.guide_loop)),
        guides={name: Following(name, is_loop=required(dream.guide_loop)) for name in _guides(written)},
        mask=None if dream.mask is None else _mask(dream.mask, required(dream.mask_feather)),
        shaping=Shaping(required(dream.total_variation), required(dream.l2_decay), required(dream.smooth_octaves)),
        seed=required(dream.seed),
        evolution=evolution,
    )


def stream_settings(recipe: Recipe, spec: NetworkSpec, card: ModelCard, *, is_still: bool) -> DreamSettings:
    """Return what a complete recipe means for a stream's dream on this network; raises as ``dream_settings``."""
    return dream_settings(
        recipe.dream, spec, card, is_still=is_still, is_distorted=bool(recipe.distort), evolve=recipe.evolve
    )


def check_targets(network: Network, settings: DreamSettings, info: StreamInfo) -> None:
    """Find out before the first frame whether picture, weights, layers and channels fit together.

    Raises:
        UnknownNameError, UsageError: the network has no such layer, or the layer no such channel.
        ModelError: the picture is too small for the network.
    """
    for _, term in (part for target in settings.written for part in target.parts):
        _, channels, *_ = network.shape((1, 3, info.height, info.width), term.layer)
        if isinstance(term, Target):
            term.objective(channels, seed=settings.seed, turn=0)


def files_read(recipe: Recipe, card: ModelCard, settings: DreamSettings) -> dict[str, Path]:
    """Return what each is called -> the files that a recipe's film follows from; raises as ``weights_file``."""
    named = {"the model's prototxt": card.prototxt, "the model's caffemodel": weights_file(recipe, card)}
    if recipe.sink.audio not in (None, "copy", "none"):
        named["the sound"] = Path(recipe.sink.audio)
    others = (recipe.dream.guide, recipe.dream.mask, *settings.guides)
    return {**named, **{f"'{path}'": Path(path) for path in others if path and Path(path).is_file()}}


def check_loop(recipe: Recipe, info: StreamInfo) -> None:
    """Make sure that a film of the stream can be closed to a loop, where a complete recipe asks for that.

    Raises:
        UsageError: its length is not known, it doesn't feed on one picture alone, or it is to evolve, be steered
            or keep a budget.
    """
    if not recipe.dream.seamless:
        return
    if info.frame_count is None:
        raise UsageError("--seamless needs to know where the film ends, which this input does not tell; give --frames")
    if not info.is_still:
        raise UsageError("--seamless is for the film of a picture; a video ends where it ends, try --boomerang")
    if recipe.dream.blend == 1:
        raise UsageError("at --blend 1 nothing is carried from frame to frame that --seamless could bring back")
    if recipe.evolve.on:
        raise UsageError("a dream that evolves does not come back: leave out --evolve or --seamless")
    if recipe.act:
        raise UsageError("what acts change does not come back: leave out --seamless, or the [[act]] tables")
    if recipe.dream.budget_seconds is not None:
        raise UsageError("what a budget leaves out does not come back: leave out --seamless or --budget")


def guide_picture(pixels: Pixels) -> StillPicture:
    """Return a guide (H, W, 3) as the dreamer takes it: its long side at most that of a still."""
    return StillPicture(fitted(pixels).astype(np.float32))


def _targets(dream: Dream, named: Callable[[str], str]) -> Cycle[Written] | Steps[Written]:
    def target(text: str) -> Written:
        parsed = Target.parse(text)
        return replace(parsed, layer=named(parsed.layer))

    def formula(text: str) -> Written:
        return parse_formula(text).with_layers(named)

    if dream.objective is not None and dream.guide is not None:
        raise _two_guides()
    read, texts = (target, required(dream.end)) if dream.objective is None else (formula, dream.objective)
    if isinstance(texts, str) and is_steps(texts):
        return Steps.parse(texts, read)
    several = (texts,) if isinstance(texts, str) else texts
    return Cycle(tuple(read(text) for text in several), required(dream.hold_frames))


def _evolution(
    evolve: Evolve,
    targets: Cycle[Written] | Steps[Written],
    dream: Dream,
    named: Callable[[str], str],
    *,
    is_still: bool,
) -> Evolution:
    if dream.blend == 1 or (dream.blend is None and not is_still):
        raise UsageError("only a dream that feeds on itself evolves; give a picture, not a video, or a --blend below 1")
    ends = tuple(parse_formula(text).with_layers(named) for text in required(evolve.ends))
    if dream.guide is not None and _guides(ends):
        raise _two_guides()
    # What is dreamed all the time is nothing to move on to.
    always = targets.values[0].parts if len(targets.values) == 1 else None
    ends = tuple(end for end in ends if end.parts != always)
    distorts = tuple(map(Chain, required(evolve.distort)))
    if not (ends or distorts):
        raise UsageError("there is nothing to evolve to; give evolve.ends another layer, or evolve.distort a list")
    return Evolution(ends, distorts, required(evolve.patience_frames), required(evolve.threshold))


def _two_guides() -> UsageError:
    return UsageError("an objective names its guides itself, guide(FILE)@LAYER; leave out --guide")


def _guides(targets: Iterable[Written]) -> Mapping[str, None]:
    return dict.fromkeys(term.guide for each in targets for _, term in each.parts if isinstance(term, Guided))


def _mask(path: Path, feather: float) -> FloatMask:
    mask = mask_of(read_picture(path), feather)
    if not mask.any():
        raise UsageError(f"the mask '{path}' is black, so nothing would be dreamed; paint white where to dream")
    return mask


def _lock(strength: float, contrast: float, chroma: float) -> ColourLock | None:
    return ColourLock(strength, contrast, chroma) if strength else None


def _number(value: Varying[T] | None) -> Varying[T]:
    # For mypy, which finds no type that a number and a schedule have in common but object.
    return cast(Varying[T], required(value))
