"""What a network's loops are worth: it dreams on, and the frames are measured."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dreamstream.completion import complete
from dreamstream.distortions import Chain
from dreamstream.dreaming import Dreamer
from dreamstream.errors import UsageError
from dreamstream.frame import Frame, Pixels
from dreamstream.lab import lab_statistics
from dreamstream.network import Network
from dreamstream.network.preprocessing import to_network
from dreamstream.preset import load_preset
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, stream_settings
from dreamstream.sources.still import DEFAULT_RATE
from dreamstream.training import measures
from dreamstream.training.limits import shortcomings

JUDGES = ("motif5", "motif4")
"""Layers that say of every place which class is there; the first that a network has is asked."""

_MEASURED_EVERY = 4
"""Frames; what changes slowly is not measured more often."""
_SHOWN = (0, 11, 23, 47, 99, 199)
"""Frames that are kept for a contact sheet, from 0; of a shorter loop the last one too."""


@dataclass(frozen=True)
class LoopScore:
    """One loop in numbers; means over its frames unless said otherwise."""

    look: str
    seed: str
    layers: tuple[str, ...]
    """Dreamed on, as the network names them."""
    variety: float | None
    """Classes seen over all places and frames, from 1 to their number; None where no layer names classes."""
    variety_space: float | None
    """Classes seen over the places of one frame."""
    variety_time: float | None
    """Classes seen over the frames, each taken as a whole."""
    stripes: float
    """0 to 1: noise is near 0, soft blobs are at 0.4, parallel stripes near 1."""
    high_frequencies: float
    """Share of the power finer than 4 pixels a cycle, 0 to 1."""
    clipped: float
    """Share of pixels with a channel at 0 or 255, in the last quarter of the loop."""
    colour_mean_drift: float
    """Distance of the mean L*a*b* from the seed's, in the last quarter of the loop."""
    colour_deviation_drift: float
    """Distance of its deviation from the seed's, likewise."""
    lasting_change: float
    """Change from frame to frame after the first 20, relative to that within them: 0 has frozen."""


@dataclass(frozen=True)
class Score:
    """What a network's loops are worth under one recipe."""

    model: str
    frames: int
    loops: tuple[LoopScore, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data, for JSON, with what each loop falls short of."""
        loops = [{**asdict(loop), "shortcomings": shortcomings(loop)} for loop in self.loops]
        return {**asdict(self), "loops": loops}


@dataclass(frozen=True, eq=False)
class Loop:
    """One loop to be run: a look on a seed."""

    look: str
    seed: str
    picture: Pixels


OnFrame: TypeAlias = Callable[[Loop, int], None]
"""Told of every frame, by its loop and how many of it are done."""


def score(
    recipe: Recipe,
    loops: Sequence[Loop],
    frames: int = 200,
    on_frame: OnFrame = lambda loop, done: None,
) -> tuple[Score, list[list[Pixels]]]:
    """Run every loop for ``frames`` frames; return the score, and some frames of each loop to be looked at.

    ``recipe`` says which model dreams, and is laid over the looks, which are presets. Raises as ``api.render`` does,
    and UsageError when there is no loop or no frame.
    """
    if not loops or frames < 1:
        raise UsageError("a score needs a loop and a frame at least")
    _, card = complete(recipe)
    network = build_network(recipe, card)
    runs = []
    for loop in loops:
        whole, _ = complete(load_preset(loop.look).merge(recipe))
        settings = stream_settings(whole, network.spec, card, is_still=True)
        run = _Run(network, loop, settings.layers)
        dreamer = Dreamer(network, settings, Chain(whole.distort or ()))
        for index in range(frames):
            run.add(dreamer(Frame(loop.picture, index, index / DEFAULT_RATE)), frames)
            on_frame(loop, index + 1)
        runs.append(run)
    return Score(card.name, frames, tuple(run.score() for run in runs)), [run.shown for run in runs]


class _Run:
    """One loop while it runs: what its frames have said so far."""

    def __init__(self, network: Network, loop: Loop, layers: tuple[str, ...]) -> None:
        self._network, self._loop, self._layers = network, loop, layers
        known = network.spec.end_names()
        self._judge = next((layer for layer in JUDGES if layer in known), None)
        self._seed_colours = lab_statistics(loop.picture.astype(np.float32))
        self._before: NDArray[np.float32] | None = None
        self._changes: list[float] = []
        self._planes: list[tuple[float, float]] = []
        self._late: list[tuple[float, float, float]] = []
        self._seen: list[NDArray[np.float64]] = []
        self.shown: list[Pixels] = []

    def add(self, frame: Frame, frames: int) -> None:
        """Measure one more of ``frames``."""
        is_last = frame.index == frames - 1
        pixels = frame.pixels.astype(np.float32)
        plane = measures.luminance(pixels)
        if self._before is not None:
            self._changes.append(measures.structural_change(self._before, plane))
        self._before = plane
        if frame.index in _SHOWN or is_last:
            self.shown.append(frame.pixels)
        if frame.index % _MEASURED_EVERY and not is_last:
            return
        self._planes.append((measures.stripes(plane), measures.high_frequency_share(plane)))
        if frame.index >= 0.75 * frames or is_last:
            drift = measures.colour_drift(lab_statistics(pixels), self._seed_colours)
            self._late.append((measures.clipped_share(pixels), *drift))
        if self._judge is not None:
            data = to_network(pixels, self._network.mean_bgr, self._network.placement.device)
            scores = self._network.activate(data, self._judge)
            self._seen.append(measures.softmax(scores.float().cpu().numpy()))

    def score(self) -> LoopScore:
        """Return what was measured."""
        stripes, high_frequencies = np.mean(self._planes, axis=0).tolist()
        clipped, mean_drift, deviation_drift = np.mean(self._late, axis=0).tolist()
        return LoopScore(
            look=self._loop.look,
            seed=self._loop.seed,
            layers=self._layers,
            **self._varieties(),
            stripes=stripes,
            high_frequencies=high_frequencies,
            clipped=clipped,
            colour_mean_drift=mean_drift,
            colour_deviation_drift=deviation_drift,
            lasting_change=measures.lasting_change(self._changes),
        )

    def _varieties(self) -> dict[str, float | None]:
        if not self._seen:
            return dict.fromkeys(("variety", "variety_space", "variety_time"))
        return {
            "variety": measures.variety(np.concatenate(self._seen)),
            "variety_space": float(np.mean([measures.variety(places) for places in self._seen])),
            "variety_time": measures.variety(np.stack([places.mean(0) for places in self._seen])),
        }
