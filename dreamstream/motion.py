"""A render that only distorts: the motion of a film, without the dream and so without the wait for it."""

import threading
from collections.abc import Sequence

import numpy as np

from dreamstream.completion import blend_of, complete, required
from dreamstream.distortions import Chain
from dreamstream.embedded import carrying
from dreamstream.feedback import fed_back
from dreamstream.foresight import check_schedules
from dreamstream.frame import Distort, FloatPixels, Frame, Moment, StreamInfo, to_pixels
from dreamstream.opening import SourceLike, opened
from dreamstream.pipeline import Pipeline
from dreamstream.preview import Preview
from dreamstream.progress import Finished, OnProgress, Started
from dreamstream.recipe import Recipe
from dreamstream.schedule import Scope, Varying, value_at
from dreamstream.sinks import Output
from dreamstream.watching import reporting, run_watched


class Motion:
    """Does to frames what a dreamer does besides dreaming; ``carried`` is all that passes between them.

    A frame is blended with the distorted last one; with ``blend`` 1, unless that changes, it is distorted itself.
    """

    def __init__(
        self, distort: Distort, *, blend: Varying[float] = 0.0, seed: int = 0, frame_count: int | None = None
    ) -> None:
        self.distort = distort
        self.blend = blend
        self.seed = seed
        self.frame_count = frame_count
        self.carried: FloatPixels | None = None

    def __call__(self, frame: Frame) -> Frame:
        """Return the frame moved: its index and time, new pixels."""
        moment = Moment(frame.index, frame.pts_seconds, self.seed, self.frame_count)
        moved = self._moved(frame.pixels.astype(np.float32), moment)
        return Frame(to_pixels(moved), frame.index, frame.pts_seconds)

    def _moved(self, incoming: FloatPixels, moment: Moment) -> FloatPixels:
        if self.blend == 1:
            return self.distort(incoming, moment)
        height, width, _ = incoming.shape
        moved = fed_back(incoming, self.carried, value_at(self.blend, Scope.at(moment, width, height)))
        self.carried = self.distort(moved, moment)
        return moved


def motion_of(recipe: Recipe, info: StreamInfo) -> Motion:
    """Return what a complete recipe does to a stream's frames besides dreaming."""
    return Motion(
        Chain(recipe.distort or ()),
        blend=blend_of(recipe.dream, is_still=info.is_still),
        seed=required(recipe.dream.seed),
        frame_count=info.frame_count,
    )


def render_motion(  # noqa: PLR0913 - as the public call
    recipe: Recipe,
    source: SourceLike,
    sink: Output | Sequence[Output],
    on_progress: OnProgress | None = None,
    *,
    overwrite: bool = False,
    stop: threading.Event | None = None,
    preview: Preview | None = None,
) -> Finished:
    """Stream ``source`` through the recipe's distortions alone into ``sink``; no network is loaded, nor PyTorch.

    Colours are not locked, an evolving recipe keeps its first distortions, and nobody steers: acts are passed over, a
    preview only shows. Otherwise as ``render``, which does this where the recipe says ``motion_only``; ``Started`` then
    names neither model nor layers.
    """
    recipe, _ = complete(recipe)
    report = reporting(on_progress, preview)
    with opened(source, sink, recipe, overwrite=overwrite) as (opened_source, opened_sink):
        info = opened_source.info
        check_schedules(recipe, info, opened_source.times)
        report(Started("", (), "", (info.width, info.height), info.rate, info.frame_count))
        motion = motion_of(recipe, info)
        told = carrying(opened_source, recipe)
        pipeline = Pipeline(opened_source, opened_sink, stop or threading.Event(), told)
        finished = run_watched(pipeline, motion, report, preview)
    report(finished)
    return finished
