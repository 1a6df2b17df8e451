"""What a render will take, before it is begun: time by a measured step, memory and the output's size by models."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

import numpy as np
import torch

from dreamstream.batching import batch_for
from dreamstream.completion import complete
from dreamstream.distortions import Chain
from dreamstream.dreaming import DreamSettings
from dreamstream.dreaming.seamless import lead_in_frames
from dreamstream.foresight import check_schedules
from dreamstream.frame import Frame, StreamInfo
from dreamstream.models import ModelCard
from dreamstream.motion import Motion, motion_of
from dreamstream.network import Network
from dreamstream.network.memory import held_bytes
from dreamstream.network.threads import computing_on
from dreamstream.opening import SourceLike, open_input, open_output, refuse_in_one_go, refuse_unless_resumable
from dreamstream.progress import OnProgress, Plan
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, check_loop, files_read, in_tiles, stream_settings
from dreamstream.resume import facts_of, frames_left
from dreamstream.resume.facts import Facts
from dreamstream.sinks import Output, Sink
from dreamstream.sources import Source
from dreamstream.trial import BYTES_BETWEEN_STAGES, Trial, output_bytes, seconds_of


def plan(
    recipe: Recipe,
    source: SourceLike,
    sink: Output | Sequence[Output] | None = None,
    on_progress: OnProgress | None = None,
    *,
    resume: bool = False,
) -> Plan:
    """Return what the render of ``source`` into ``sink`` will take. Nothing is rendered, and no output opened.

    An output that exists is no matter; without one, nothing is said of its size. ``on_progress`` is told where the
    model's weights have to be fetched. With ``resume``, it is what is left by an earlier run, if one left something.

    Raises:
        UsageError, ModelError, SourceError, SinkError: as ``render``.
    """
    recipe, card = complete(recipe)
    if resume:
        refuse_in_one_go(recipe)
    if sink is not None and not isinstance(sink, Sink):
        sink = open_output(sink, recipe, overwrite=True, resume=resume)
    with ExitStack() as stack:
        if not isinstance(source, Source):
            source = stack.enter_context(open_input(source, recipe, sink.enough_frames if sink else None))
        stack.enter_context(computing_on(recipe.model.threads))
        info = source.info
        check_schedules(recipe, info, source.times)
        if recipe.dream.motion_only:
            return _plan_of_motion(motion_of(recipe, info), info, sink)
        check_loop(recipe, info)
        network = in_tiles(build_network(recipe, card, on_progress), recipe)
        settings = stream_settings(recipe, network.spec, card, is_still=info.is_still)
        stack.callback(settings.close)
        more_frames = more_than_the_film(recipe, info)
        if resume and sink is not None:
            refuse_unless_resumable(source, sink)
            more_frames -= frames_left(source.fingerprint(), sink, facts_from(recipe, card, info, network, settings))
        trial = Trial(
            network,
            settings,
            Chain(recipe.distort or ()),
            info,
            budget_seconds=recipe.dream.budget_seconds,
            more_frames=more_frames,
            batch=batch_for(recipe, network.placement.device, info, settings),
        )
        return trial.plan(sink)


def more_than_the_film(recipe: Recipe, info: StreamInfo) -> int:
    """Return how many frames are dreamed that a complete recipe's film does not show."""
    return lead_in_frames(info.frame_count) if recipe.dream.seamless and info.frame_count is not None else 0


def facts_from(
    recipe: Recipe, card: ModelCard, info: StreamInfo, network: Network, settings: DreamSettings
) -> Callable[[str], Facts]:
    """Return what gives all that a render follows from, once its input's fingerprint is known."""
    files = files_read(recipe, card, settings)
    return partial(facts_of, recipe, str(network.placement), files, (info.width, info.height))


def _plan_of_motion(motion: Motion, info: StreamInfo, sink: Sink | None) -> Plan:
    """Return what a film takes of which every frame is only moved: as long as the second one, which has one before."""
    noise = np.random.default_rng(0).integers(0, 256, (info.height, info.width, 3), dtype=np.uint8)
    first, second = (Frame(noise, index, index / info.rate) for index in (0, 1))
    motion(first)
    return Plan(
        size=(info.width, info.height),
        frame_count=info.frame_count,
        seconds_per_frame=seconds_of(motion, second),
        device="",
        peak_bytes=held_bytes(torch.device("cpu")) + BYTES_BETWEEN_STAGES * info.height * info.width,
        tiles=1,
        output_bytes=output_bytes(sink, info),
    )
