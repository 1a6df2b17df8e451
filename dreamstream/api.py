"""The public calls: the dream of one picture, and the render of a stream."""

import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from dreamstream.batching import check_batch, side_by_side
from dreamstream.completion import complete
from dreamstream.distortions import Chain
from dreamstream.dreaming import L2, Ascent, Dreamer, Goal, Octaves
from dreamstream.dreaming.dreamer import random_shift
from dreamstream.dreaming.octaves import climbing
from dreamstream.errors import UsageError
from dreamstream.foresight import check_schedules
from dreamstream.frame import FloatPixels, Frame, Pixels
from dreamstream.inline.pixels import InlinePixels
from dreamstream.motion import render_motion
from dreamstream.network import Network
from dreamstream.network.threads import computing_on
from dreamstream.opening import SourceLike, opened, refuse_in_one_go
from dreamstream.preview import Preview
from dreamstream.progress import Finished, OnProgress
from dreamstream.recipe import DEFAULT_MODEL, Recipe
from dreamstream.rendering import Render
from dreamstream.resolve import build_network, check_loop, dream_settings, guide_picture, in_tiles
from dreamstream.sinks import Output
from dreamstream.watching import reporting

T = TypeVar("T", np.uint8, np.float32)


def deepdream(  # noqa: PLR0913 - the field's one call, with the field's names
    network: Network,
    image: FloatPixels,
    *,
    layer: str,
    octaves: int = 4,
    octave_scale: float = 1.4,
    iterations: int = 10,
    step_size: float = 1.5,
    jitter: int = 32,
    seed: int = 0,
    frame: int = 0,
    jitters: NDArray[np.int_] | None = None,
    clip: bool = True,
) -> FloatPixels:
    """Return the classic DeepDream of one picture: float32 RGB (H, W, 3) in 0..255, the same out.

    Args:
        network: what dreams.
        image: the picture, or several of one size, (N, H, W, 3), each of which gets the dream that it has alone.
        layer: a layer or blob, as the network names it.
        octaves: sizes the picture is dreamed at.
        octave_scale: ratio of one size to the next, above 1.
        iterations: steps at each size.
        step_size: mean change of a value in one step, in grey levels.
        jitter: largest random shift in a step, in pixels.
        seed: with ``frame``, determines the random shifts.
        frame: number of the picture in its stream.
        jitters: (octaves * iterations, 2) whole numbers (x, y), used instead of random shifts.
        clip: keep values within 0..255 after every step.

    Raises:
        UnknownNameError: the network has no such layer.
        ModelError: the picture is too small for it.
        ValueError: a number is out of its range, ``image`` or ``jitters`` has the wrong shape.

    The loop is that of Google's notebook (Mordvintsev, Olah, Tyka, 2015).
    """
    shift = random_shift(seed, frame, jitter)
    if jitters is not None:
        if jitters.shape != (octaves * iterations, 2):
            raise ValueError(f"jitters has the shape {jitters.shape}, expected {(octaves * iterations, 2)}")
        table = [(int(x), int(y)) for x, y in jitters]

        def shift(octave: int, iteration: int) -> tuple[int, int]:
            return table[octave * iterations + iteration]

    ascent = Ascent(network, (Goal(layer, L2()),), step_size, clip)
    sizes = Octaves(octaves, octave_scale, iterations)
    dreams = side_by_side(network, (climbing(ascent, each, sizes, shift) for each in _several(image)))
    return np.asarray(dreams, np.float32).reshape(image.shape)


def dream(  # noqa: PLR0913 - the field's one call, with the field's names
    image: Pixels,
    *,
    model: str | os.PathLike[str] = DEFAULT_MODEL,
    weights: str | os.PathLike[str] | None = None,
    layer: str | None = None,
    objective: str | None = None,
    octaves: int | None = None,
    octave_scale: float | None = None,
    iterations: int | None = None,
    step_size: float | None = None,
    jitter: int | None = None,
    seed: int = 0,
    guide: Pixels | None = None,
    engine: Literal["torch", "caffe"] = "torch",
    device: str = "auto",
    precision: str = "auto",
    threads: int | Literal["auto"] = "auto",
) -> Pixels:
    """Return the dream of one picture, uint8 RGB (H, W, 3) in and out, with everything found for you.

    A notebook shows what is returned as a picture. Of several pictures of one size, (N, H, W, 3), each gets the dream
    that it has alone; small ones take less time together.

    ``model`` is a known model's name or a prototxt's path, ``weights`` its caffemodel where it brings none,
    ``layer`` any spelling of a layer, with channels if wanted (``motif4:3,17``), ``objective`` what to climb instead
    (``objects + 0.5*textures``), ``guide`` a picture like ``image`` whose features are dreamed of at the layer,
    ``engine`` what computes the network: our own, or BVLC's Caffe where it is installed; ``threads`` how many of the
    processor's do.
    None means the model's own value, else 4 octaves at 1.4, 10 iterations of 1.5 grey levels, jitter 32.

    Raises:
        UsageError: a name is unknown, a number out of its range, or ``image`` no such array.
        ModelError: the model's files make no sense, or the picture is too small.
    """
    try:
        frames = [Frame(each, 0, Fraction(0)) for each in _several(image)]
    except ValueError as error:
        raise UsageError(str(error)) from error
    wanted = {
        "model": {
            "name": os.fspath(model),
            "weights": weights,
            "engine": engine,
            "device": device,
            "precision": precision,
            "threads": threads,
        },
        "dream": {
            "end": layer,
            "objective": objective,
            "octaves": octaves,
            "octave_scale": octave_scale,
            "iterations": iterations,
            "step_size": step_size,
            "jitter": jitter,
            "seed": seed,
        },
    }
    recipe, card = complete(Recipe.parse(wanted))
    with computing_on(recipe.model.threads):
        network = in_tiles(build_network(recipe, card), recipe)
        settings = dream_settings(recipe.dream, network.spec, card, is_still=True)
        if guide is not None:
            settings = replace(settings, guide=guide_picture(guide))
        dreamer = Dreamer(network, settings, Chain())
        dreams = side_by_side(network, (dreamer.dreaming(frame) for frame in frames))
    return np.asarray([each.pixels for each in dreams], np.uint8).reshape(image.shape).view(InlinePixels)


def render(  # noqa: PLR0913 - one parameter per question that a caller may have
    recipe: Recipe,
    source: SourceLike,
    sink: Output | Sequence[Output],
    on_progress: OnProgress | None = None,
    *,
    overwrite: bool = False,
    resume: bool = False,
    stop: threading.Event | None = None,
    preview: Preview | None = None,
) -> Finished:
    """Stream ``source`` through the dream that ``recipe`` describes into ``sink``, and return how it went.

    Args:
        recipe: what is set in it holds; all else is the model's own or built in.
        source: whatever ``open_source`` opens, a path first of all, or a source already open.
        sink: a path, ``-``, an address, or a sink already built; several at once in a list.
        on_progress: called in this thread with ``Started``, where it will take above a minute with ``Plan``, then
            ``FrameDone`` for each frame, then ``Finished``; where the model's weights have to be fetched, with the
            records of that before.
        overwrite: replace an output that exists.
        resume: go on where an earlier run of the same render broke off, if it left something; of a ``sink`` already
            built it has to be known too.
        stop: once set, the film is finished as far as it is. It is only read.
        preview: shows the frames in this thread while they are dreamed, and lets hands steer what comes; a film that
            closes to a loop, or in which nothing dreams, is only watched. It also records what a budget picks.

    Raises:
        UsageError: the recipe or the names make no sense; nothing has been touched.
        ModelError, SourceError, SinkError: the notes say which stage failed and what is left on disk.
        BaseException: what ``on_progress`` raised, or a signal's handler; the film is finished as far as it is.
    """
    recipe, card = complete(recipe)
    if resume:
        refuse_in_one_go(recipe)
    if recipe.dream.motion_only:
        return render_motion(recipe, source, sink, on_progress, overwrite=overwrite, stop=stop, preview=preview)
    report = reporting(on_progress, preview)
    with (
        opened(source, sink, recipe, overwrite=overwrite, resume=resume) as (opened_source, opened_sink),
        computing_on(recipe.model.threads),
    ):
        check_loop(recipe, opened_source.info)
        check_schedules(recipe, opened_source.info, opened_source.times)
        check_batch(recipe, opened_source.info)
        finished = Render(
            recipe,
            card,
            opened_source,
            opened_sink,
            report,
            stop=stop,
            preview=preview,
            resume=resume,
            tells_plan=on_progress is not None,
        )()
    report(finished)
    return finished


def _several(image: NDArray[T]) -> NDArray[T]:
    """Return pictures (N, H, W, 3) as they are, and one picture (H, W, 3) as the only one of several."""
    return image if image.ndim == 4 else image[None]
