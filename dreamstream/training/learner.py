"""A network that learns: its weights, its optimizer and one step; everything that a checkpoint holds."""

import math
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from dreamstream.network.device import Placement
from dreamstream.training.architecture import MotifNet
from dreamstream.training.augmentation import Batch
from dreamstream.training.robust import attacked, radii
from dreamstream.training.settings import TrainingSettings


class Learner:
    """One training's state; ``step`` moves it on."""

    def __init__(self, settings: TrainingSettings, classes: int, steps: int, placement: Placement) -> None:
        self.settings, self.placement, self.steps = settings, placement, steps
        model: MotifNet = MotifNet(settings.width, classes, settings.seed).to(placement.device)
        # Innermost channels are how convolutions are fast, on processors and on GPUs.
        self.model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.done = 0
        """Steps so far."""
        self._average: AveragedModel | None = None
        if settings.averaging:
            decay = math.exp(-1 / max(1.0, settings.averaging * steps))
            average = get_ema_multi_avg_fn(decay)  # type: ignore[no-untyped-call]
            self._average = AveragedModel(self.model, multi_avg_fn=average, use_buffers=True)
        self._optimizer = _optimizer(self.model, settings)

    @property
    def result(self) -> MotifNet:
        """The network to keep: the averaged one where weights are averaged."""
        return self.model if self._average is None else cast(MotifNet, self._average.module)

    def step(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Learn from a batch; return the last loss and the share of it that was told right, 0-d tensors."""
        settings, attack = self.settings, self.settings.attack
        progress = self.done / self.steps
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate(settings, progress)
        losses: list[torch.Tensor] = []
        rights: list[torch.Tensor] = []

        def learn(pictures: torch.Tensor) -> torch.Tensor:
            pictures = pictures.detach().requires_grad_()
            loss, right = self._loss(pictures, batch.shares)
            self._optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            self._optimizer.step()
            losses.append(loss.detach())
            rights.append(right)
            return cast(torch.Tensor, pictures.grad)

        def look(pictures: torch.Tensor) -> torch.Tensor:
            pictures = pictures.detach().requires_grad_()
            return torch.autograd.grad(self._loss(pictures, batch.shares)[0], pictures)[0]

        self.model.train()
        radius = radii(attack, batch.contrast, settings.crop, progress)
        match attack.kind:
            case "none":
                learn(batch.pictures)
            case "free":
                attacked(batch.pictures, radius, learn, attack.steps, attack.step)
            case "pgd":
                learn(attacked(batch.pictures, radius, look, attack.steps, attack.step))
        if self._average is not None:
            self._average.update_parameters(self.model)
        self.done += 1
        return losses[-1], rights[-1]

    def state(self) -> dict[str, Any]:
        """Return everything that ``restore`` needs: tensors and plain values."""
        return {
            "done": self.done,
            "model": self.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "average": None if self._average is None else self._average.state_dict(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to where ``state`` was taken."""
        self.done = state["done"]
        self.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        if self._average is not None:
            self._average.load_state_dict(state["average"])

    def _loss(self, pictures: torch.Tensor, shares: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        mixed = self.placement.dtype != torch.float32
        with torch.autocast(self.placement.device.type, torch.bfloat16, enabled=mixed):
            main, auxiliary = self.model(pictures)
        smoothing = self.settings.label_smoothing
        loss = F.cross_entropy(main.float(), shares, label_smoothing=smoothing)
        loss = loss + self.settings.auxiliary * F.cross_entropy(auxiliary.float(), shares, label_smoothing=smoothing)
        return loss, (main.detach().argmax(1) == shares.argmax(1)).float().mean()


def learning_rate(settings: TrainingSettings, progress: float) -> float:
    """Return the rate at ``progress``, the share of the training that is done: a ramp, then half a cosine."""
    if progress < settings.warm_up:
        # Not quite from 0, at which the first step would do nothing.
        return settings.learning_rate * max(progress / settings.warm_up, 0.01)
    fallen = (progress - settings.warm_up) / (1 - settings.warm_up)
    return settings.learning_rate * 0.5 * (1 + math.cos(math.pi * fallen))


def _optimizer(model: MotifNet, settings: TrainingSettings) -> torch.optim.SGD:
    """Return SGD that shrinks the weights of convolutions and classifiers only."""
    parameters = list(model.parameters())
    groups = [
        {"params": [each for each in parameters if each.ndim > 1], "weight_decay": settings.weight_decay},
        {"params": [each for each in parameters if each.ndim <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.SGD(groups, lr=settings.learning_rate, momentum=settings.momentum, nesterov=True)
