"""How well a network tells classes apart, on pictures that it has not seen."""

import torch
import torch.nn.functional as F

from dreamstream.training.architecture import MotifNet
from dreamstream.training.dataset import Examples
from dreamstream.training.progress import Accuracy
from dreamstream.training.robust import attacked

_BATCH = 100
_STEPS, _STEP = 10, 0.25
"""Of the attack: more and shorter ones than in training, so that it is the stronger of the two."""


def accuracy(model: MotifNet, held_out: Examples, crop: int, radius: float) -> Accuracy:
    """Return how often ``model`` is right on all examples, shrunk to ``crop`` pixels.

    The attack has ten L2 steps of a quarter of ``radius``, for values in 0..1. The model is left as it was found.
    """
    device, was_training = model.mean.device, model.training
    clean = robust = 0
    model.eval()
    try:
        for first in range(0, len(held_out), _BATCH):
            rows = slice(first, first + _BATCH)
            pictures = prepared(held_out, rows, crop, device)
            truth = torch.tensor(held_out.shares[rows], device=device).argmax(1)
            clean += _right(model, pictures, truth)
            robust += _right(model, _attacked(model, pictures, truth, radius) if radius else pictures, truth)
    finally:
        model.train(was_training)
    return Accuracy(clean / len(held_out), robust / len(held_out))


def prepared(examples: Examples, rows: slice, crop: int, device: torch.device) -> torch.Tensor:
    """Return some examples whole, shrunk to ``crop`` pixels: (N, 3, crop, crop) in 0..1."""
    pictures = torch.tensor(examples.pictures[rows], device=device).permute(0, 3, 1, 2).float() / 255
    shrunk = F.interpolate(pictures, (crop, crop), mode="bilinear", antialias=True)
    return shrunk.contiguous(memory_format=torch.channels_last)


def _right(model: MotifNet, pictures: torch.Tensor, truth: torch.Tensor) -> int:
    with torch.no_grad():
        return int((model(pictures)[0].argmax(1) == truth).sum())


def _attacked(model: MotifNet, pictures: torch.Tensor, truth: torch.Tensor, radius: float) -> torch.Tensor:
    def gradient(shown: torch.Tensor) -> torch.Tensor:
        shown = shown.requires_grad_()
        return torch.autograd.grad(F.cross_entropy(model(shown)[0], truth), shown)[0]

    return attacked(pictures, pictures.new_full((len(pictures),), radius), gradient, _STEPS, _STEP)
