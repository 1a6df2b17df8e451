"""A step of a render measured before the render begins, and what all of it will take by that."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from dreamstream.dreaming import Batch, Dreamer, DreamSettings, Octaves, TiledNetwork, Together
from dreamstream.dreaming.octaves import sizes
from dreamstream.dreaming.replay import frames_until_steady
from dreamstream.errors import ModelError
from dreamstream.frame import Distort, Frame, Moment, StreamInfo
from dreamstream.network import Network
from dreamstream.network.memory import held_bytes
from dreamstream.progress import Plan
from dreamstream.schedule import Scope, value_at
from dreamstream.sinks import Sink

LONG_SECONDS = 60.0
"""A render that takes longer is announced."""
BYTES_BETWEEN_STAGES = 72
"""For each pixel: eight frames on their way, and four float32 copies at the dreamer's."""

_TRIAL_PIXELS = 2**18
"""Of the picture that is measured, at most: 640x360 is less."""
_SAMPLES = 16
"""Moments of the film at which octaves and layers, which may change, are looked up."""
_BYTES_OF_A_FRAME = 3
"""For each pixel."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A render that may be about to begin."""

    network: Network
    settings: DreamSettings
    distort: Distort
    info: StreamInfo
    budget_seconds: float | None = None
    """For each frame's dream; None lets it take what it takes."""
    more_frames: int = 0
    """As in ``Plan``."""
    batch: Batch = field(default_factory=Batch)
    """So many frames are dreamed together, of one film or of several."""
    films: int = 1
    """How many there are of this kind."""

    def plan(self, sink: Sink | None = None) -> Plan:
        """Return what it will take; ``sink`` tells what it writes."""
        step, rest = self.seconds_per_pixel()
        width, height, frames = self.info.width, self.info.height, self.info.frame_count
        seconds, least_seconds = step * self._stepped_pixels() + rest * width * height, (step + rest) * width * height
        if self.budget_seconds is not None:
            seconds = min(seconds, max(least_seconds, self.budget_seconds))
        tilings = [self._in_tiles.tiling((1, 3, height, width), target.layers) for target in self.settings.written]
        return Plan(
            size=(width, height),
            frame_count=frames and self.films * frames,
            seconds_per_frame=seconds,
            device=str(self.network.placement),
            peak_bytes=self._peak_bytes(),
            tiles=max(len(tiling.tiles) if tiling else 1 for tiling in tilings),
            output_bytes=output_bytes(sink, self.info, self.films),
            more_frames=self.more_frames,
            films=self.films,
        )

    def plan_if_long(self, sink: Sink) -> Plan | None:
        """Return the plan of a render that takes longer than ``LONG_SECONDS``.

        One that clearly does not is told by its first step, which is slower than those that follow.
        """
        frames = self.info.frame_count
        if frames is None:
            return None
        frames = self.films * frames + self.more_frames
        frame = self._frame()
        count = self._at_once(frame)
        per_pixel = seconds_of(self._dream(1, count), frame) / count / frame.pixels[..., 0].size
        pixels = self._stepped_pixels() + self.info.width * self.info.height
        if frames * per_pixel * pixels <= LONG_SECONDS:
            return None
        made = self.plan(sink)
        return made if frames * made.seconds_per_frame > LONG_SECONDS else None

    def seconds_per_pixel(self) -> tuple[float, float]:
        """Return what a step takes, and what everything else of a frame does, each for a pixel."""
        frame = self._frame()
        count = self._at_once(frame)
        dreams = self._dream(1, count), self._dream(0, count)
        for dream in dreams:
            # Whatever is made once is made now.
            for _ in range(frames_until_steady(self.network.placement.device)):
                dream(frame)
        whole, rest = (seconds_of(dream, frame) / count for dream in dreams)
        pixels = frame.pixels[..., 0].size
        return max(0.0, whole - rest) / pixels, rest / pixels

    @property
    def _in_tiles(self) -> TiledNetwork:
        if isinstance(self.network, TiledNetwork):
            return self.network
        return TiledNetwork(self.network, max(self.info.width, self.info.height))

    def _stepped_pixels(self) -> float:
        """Return over how many pixels steps are taken for a frame in the mean, tiles' overlaps included."""
        height, width, frames = self.info.height, self.info.width, self.info.frame_count
        total = 0
        chosen = np.linspace(0, (frames or 1) - 1, min(_SAMPLES, frames or 1)).astype(int)
        for index in chosen:
            moment = Moment(int(index), index / self.info.rate, self.settings.seed, frames)
            octaves = self._octaves_at(Scope.at(moment, width, height))
            layers = self.settings.targets(moment).layers
            for octave, size in enumerate(sizes(height, width, octaves)):
                tiling = self._in_tiles.tiling((1, 3, *size), layers) if min(size) else None
                total += octaves.iterations_at(octave) * (tiling.pixels if tiling else math.prod(size))
        return total / len(chosen)

    def _octaves_at(self, scope: Scope) -> Octaves:
        """Return what a frame is dreamed at that goes on from the one before, as nearly all do."""
        octaves = value_at(self.settings.octaves, scope)
        goes_on = self.settings.blend != 1 and self.info.frame_count != 1
        return self.settings.octaves_going_on(octaves, value_at(self.settings.strength, scope)) if goes_on else octaves

    def _peak_bytes(self) -> int:
        device = self.network.placement.device
        step = max(self._step_bytes(target.layers) for target in self.settings.written)
        pixels = self.info.height * self.info.width
        each = BYTES_BETWEEN_STAGES + _BYTES_OF_A_FRAME * max(0, self.more_frames // self.films)
        around = self.batch.frames * each * pixels if device.type == "cpu" else 0
        return held_bytes(device) + step + around

    def _step_bytes(self, layers: Sequence[str]) -> int:
        """Return what a step takes at most: of small octaves, more go through the network at once."""
        height, width = self.info.height, self.info.width
        octaves = self._octaves_at(Scope.at(Moment(0), width, height))
        together = Together(self._in_tiles, self.batch.most_pixels)
        smaller = [size for size in sizes(height, width, octaves)[:-1] if min(size) and self._takes(size)]
        shapes = [(1, 3, *size) for size in (*smaller, (height, width))]
        counts = ((together.at_once(shape, layers, self.batch.frames), *shape[1:]) for shape in shapes)
        return max(self._in_tiles.step_bytes(each, layers) for each in counts)

    def _at_once(self, frame: Frame) -> int:
        """Return how many of a batch go through the network at once: more than these take no less time for each."""
        together, layers = Together(self.network, self.batch.most_pixels), self.settings.written[0].layers
        return together.at_once((1, 3, *frame.pixels.shape[:2]), layers, self.batch.frames)

    def _dream(self, iterations: int, count: int) -> Callable[[Frame], object]:
        """Return what dreams a frame so many times together, at one octave."""
        dreamers = [self._dreamer(iterations) for _ in range(count)]
        if self.batch.frames > 1:
            for dreamer in dreamers:
                # As in a batch, whose steps are not replayed.
                dreamer.stepper = None
        together = Together(self.network, self.batch.most_pixels)
        one = dreamers[0]
        return one if count == 1 else lambda frame: together([dreamer.dreaming(frame) for dreamer in dreamers])

    def _dreamer(self, iterations: int) -> Dreamer:
        quick = replace(self.settings, octaves=Octaves(1, iterations=iterations), evolution=None)
        return Dreamer(self.network, quick, self.distort, frame_count=self.info.frame_count)

    def _frame(self) -> Frame:
        """Return a picture of noise in which everything has a gradient, small where the network takes small ones."""
        height, width = self.info.height, self.info.width
        factor = min(1.0, math.sqrt(_TRIAL_PIXELS / (height * width)))
        size = max(1, int(height * factor)), max(1, int(width * factor))
        if not self._takes(size):
            size = height, width
        return Frame(np.random.default_rng(0).integers(0, 256, (*size, 3), dtype=np.uint8), 0, Moment(0).pts_seconds)

    def _takes(self, size: tuple[int, int]) -> bool:
        try:
            for layer in self.settings.layers:
                self.network.shape((1, 3, *size), layer)
        except ModelError:
            return False
        return True


def output_bytes(sink: Sink | None, info: StreamInfo, films: int = 1) -> int | None:
    """Return how large so many films will be; None where that can't be told."""
    if sink is None or info.frame_count is None:
        return None
    each = sink.about_bytes(info.width * info.height, info.frame_count)
    return None if each is None else films * each


def seconds_of(make: Callable[[Frame], object], frame: Frame) -> float:
    """Return how long it takes to make something of a frame."""
    began = time.perf_counter()
    make(frame)
    return time.perf_counter() - began
