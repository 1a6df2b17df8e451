"""The training loop: pictures, steps, evaluations, checkpoints.

Every step follows from the settings, its number and the state before it alone, so a training that was interrupted
and goes on ends where it would have ended; bit for bit on one thread of a CPU.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from dreamstream.errors import SinkError, Stopped, UsageError
from dreamstream.network.device import Placement
from dreamstream.training import checkpoint
from dreamstream.training.architecture import MotifNet
from dreamstream.training.augmentation import Batch, augment
from dreamstream.training.checkpoint import Checkpoint
from dreamstream.training.dataset import Dataset, Examples, Order, Part, in_files, in_memory
from dreamstream.training.evaluation import accuracy
from dreamstream.training.learner import Learner
from dreamstream.training.plan import Plan, measured_speed, planned
from dreamstream.training.progress import Accuracy, Evaluated, OnProgress, PicturesMade, Planned, StepDone
from dreamstream.training.robust import full_radius
from dreamstream.training.settings import TrainingSettings

_MOST_HELD_OUT = 600
_PASSES_PER_HELD_OUT = 500
"""With a third of them looked at on the way, each time under attack, evaluation takes a twentieth of the training."""
_EVALUATIONS_ON_THE_WAY = 4
_SECONDS_BETWEEN_RECORDS = 2.0
_SECONDS_BETWEEN_CHECKPOINTS = 120.0
_ORDER, _VARIATION = 0, 1
"""What random numbers are for; with the seed and a number they determine them."""


@dataclass(frozen=True, eq=False)
class Trained:
    """A network that has learned, how well, and from what."""

    model: MotifNet
    accuracy: Accuracy
    radius: float
    """L2 radius of the attack in ``accuracy.robust``, for values in 0..1."""
    plan: Plan
    held_out: Examples


@dataclass(frozen=True)
class Surroundings:
    """Where a training runs, and who hears of it."""

    placement: Placement
    folder: Path
    """For its checkpoint and pictures; made where it is missing."""
    workers: int = 0
    """Processes that make pictures; 0 makes them in this one."""
    on_progress: OnProgress = lambda record: None
    should_stop: Callable[[], bool] = lambda: False
    start_anew: bool = False
    """Throw away what a training of something else left in ``folder``, rather than refuse."""


def train(dataset: Dataset, settings: TrainingSettings, length: Plan | float, around: Surroundings) -> Trained:
    """Train a network, going on from where an interrupted training of the same was saved.

    ``length`` is a plan, or minutes that a plan is made for; what goes on keeps the plan it has.

    Raises:
        Stopped: ``should_stop`` said so; the next call with the same settings goes on from there.
        UsageError: the folder holds a training of something else.
        SinkError, SourceError: the folder can't hold the pictures or the checkpoint, or one there can't be read.
    """
    identity = f"{dataset.description}; {length!r}; {settings!r}"
    found = _found(identity, around)
    if found is None:
        plan = length if isinstance(length, Plan) else _plan(length, dataset, settings, around)
        found = Checkpoint(identity, plan, None)
        checkpoint.save(found, around.folder)
    plan = found.plan
    learner = Learner(settings, len(dataset.classes), plan.steps, around.placement)
    if found.learner is not None:
        learner.restore(found.learner)
    around.on_progress(Planned(dataset.classes, str(around.placement), plan.pictures, plan.steps, learner.done))
    examples = _made(Order(dataset, Part.TRAINING, plan.pictures, settings.size, settings.seed), around)
    count = _held_out_count(len(dataset.classes), plan, settings)
    held_out = in_memory(Order(dataset, Part.HELD_OUT, count, settings.size, settings.seed))
    _Course(learner, examples, held_out, found, around).run()
    radius = full_radius(settings.attack, settings.crop)
    told_right = accuracy(learner.result, held_out, settings.crop, radius)
    return Trained(learner.result, told_right, radius, plan, held_out)


class _Course:
    """From a learner's first step to its last."""

    def __init__(
        self, learner: Learner, examples: Examples, held_out: Examples, start: Checkpoint, around: Surroundings
    ) -> None:
        self._learner, self._examples, self._around, self._start = learner, examples, around, start
        few = slice(-(-len(held_out) // 3))
        self._held_out = Examples(held_out.pictures[few], held_out.shares[few])
        self._evaluate_every = max(1, learner.steps // _EVALUATIONS_ON_THE_WAY)
        self._saved_at = self._began_at = self._told_at = time.monotonic()
        self._began_with = self._told = learner.done
        self._losses: list[torch.Tensor] = []
        self._rights: list[torch.Tensor] = []

    def run(self) -> None:
        """Do all steps that are not done yet; raises Stopped between two of them."""
        learner = self._learner
        while learner.done < learner.steps:
            if self._around.should_stop():
                self._save()
                raise Stopped(
                    f"stopped after step {learner.done} of {learner.steps}; the same command goes on from there"
                )
            loss, right = learner.step(self._batch(learner.done))
            self._losses.append(loss)
            self._rights.append(right)
            now, is_last = time.monotonic(), learner.done == learner.steps
            if is_last or now - self._told_at >= _SECONDS_BETWEEN_RECORDS:
                self._tell()
            if not is_last and learner.done % self._evaluate_every == 0:
                self._evaluate()
            if is_last or now - self._saved_at >= _SECONDS_BETWEEN_CHECKPOINTS:
                self._save()

    def _batch(self, step: int) -> Batch:
        settings, device = self._learner.settings, self._learner.placement.device
        rows = batch_rows(step, settings.batch, len(self._examples), settings.seed)
        pictures = torch.from_numpy(self._examples.pictures[rows]).to(device)
        shares = torch.from_numpy(self._examples.shares[rows]).to(device)
        return augment(pictures, shares, settings.crop, settings.augmentation, (settings.seed, _VARIATION, step))

    def _tell(self) -> None:
        learner = self._learner
        # Asking for the numbers waits for the device, so the clock is read after.
        loss, right = torch.stack(self._losses).mean().item(), torch.stack(self._rights).mean().item()
        now = time.monotonic()
        pace = (now - self._began_at) / (learner.done - self._began_with)
        passes = (learner.done - self._told) * learner.settings.batch * learner.settings.attack.passes
        rate = passes / max(now - self._told_at, 1e-9)
        left = pace * (learner.steps - learner.done)
        self._around.on_progress(StepDone(learner.done, learner.steps, loss, right, rate, left))
        self._told, self._told_at = learner.done, now
        self._losses.clear()
        self._rights.clear()

    def _evaluate(self) -> None:
        settings = self._learner.settings
        radius = full_radius(settings.attack, settings.crop)
        told_right = accuracy(self._learner.result, self._held_out, settings.crop, radius)
        self._around.on_progress(Evaluated(self._learner.done, told_right))

    def _save(self) -> None:
        checkpoint.save(replace(self._start, learner=self._learner.state()), self._around.folder)
        self._saved_at = time.monotonic()


def batch_rows(step: int, batch: int, count: int, seed: int) -> NDArray[np.int64]:
    """Return which of ``count`` examples step number ``step`` learns from, sorted.

    Each epoch goes through all examples once in an order of its own; the last batch of one runs into the next.
    """
    positions = np.arange(step * batch, (step + 1) * batch)
    epochs, places = np.divmod(positions, count)
    rows = [_epoch_order(seed, int(epoch), count)[places[epochs == epoch]] for epoch in np.unique(epochs)]
    return np.sort(np.concatenate(rows))


@lru_cache(maxsize=2)
def _epoch_order(seed: int, epoch: int, count: int) -> NDArray[np.int64]:
    return np.random.default_rng((seed, _ORDER, epoch)).permutation(count)


def _found(identity: str, around: Surroundings) -> Checkpoint | None:
    folder = around.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SinkError(f"the folder {folder} can't be made: {error.strerror}") from error
    found = checkpoint.load(folder)
    if found is None or found.identity == identity:
        return found
    if not around.start_anew:
        raise UsageError(
            f"'{folder}' holds an unfinished training with other settings; "
            "repeat those to finish it, or add --overwrite (-y) to begin anew"
        )
    checkpoint.clear(folder)
    folder.mkdir(exist_ok=True)
    return None


def _held_out_count(classes: int, plan: Plan, settings: TrainingSettings) -> int:
    passes = plan.steps * settings.batch * settings.attack.passes
    return max(2 * classes, min(_MOST_HELD_OUT, passes // _PASSES_PER_HELD_OUT))


def _plan(minutes: float, dataset: Dataset, settings: TrainingSettings, around: Surroundings) -> Plan:
    return planned(minutes, measured_speed(dataset, settings, around.placement, around.workers), settings)


def _made(order: Order, around: Surroundings) -> Examples:
    began = time.monotonic()

    def tell(done: int) -> None:
        rate = done / max(time.monotonic() - began, 1e-9)
        around.on_progress(PicturesMade(done, order.count, rate))

    return in_files(order, around.folder, workers=around.workers, on_progress=tell, should_stop=around.should_stop)
