"""Makes channels that tell classes apart loud, and those that see stripes everywhere quiet.

A dream climbs the sum of squares of a layer, so it grows what is loud. ReLU, max pooling and concatenation pass a
positive factor on, so each channel of a module can be scaled and the layers after it scaled back: what the network
says at its end stays the same, what it dreams of changes.
"""

import copy

import torch

from dreamstream.training.architecture import AUXILIARY, MODULES, MotifNet
from dreamstream.training.dataset import Examples
from dreamstream.training.evaluation import prepared

_BATCH = 64
_PLACES = 7
"""Every so many places of a layer enter its statistics."""
_LOUD = 0.995
"""Quantile of a channel's activation that stands for its loudness."""
_LEAST, _MOST = 0.05, 20.0
_TINY = 1e-6
"""Keeps what is silent, or tells nothing apart, from being divided by."""


def curated(model: MotifNet, examples: Examples, crop: int, gamma: float) -> MotifNet:
    """Return a copy of ``model`` that says the same and dreams better.

    Each channel's factor is selectivity ** ``gamma`` / loudness, where selectivity is the share of the variance of
    its peak activation that the class explains, and loudness the 99.5th percentile of its activation.
    """
    model = copy.deepcopy(model).eval()
    peaks, loudness = _statistics(model, examples, crop)
    classes = torch.tensor(examples.shares).argmax(1)
    for name in MODULES:
        _scale(model, name, _factors(selectivity(peaks[name], classes), loudness[name], gamma).to(model.mean.device))
    return model


def selectivity(peaks: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
    """Return for every channel the share, 0 to 1, of the variance of ``peaks`` (N, C) that ``classes`` (N,) explain."""
    between = torch.zeros(peaks.shape[1])
    for each in torch.unique(classes):
        members = peaks[classes == each]
        between += len(members) * (members.mean(0) - peaks.mean(0)) ** 2
    return between / len(peaks) / (peaks.var(0, correction=0) + 1e-8)


def _statistics(model: MotifNet, examples: Examples, crop: int) -> tuple[dict[str, torch.Tensor], ...]:
    """Return peaks (N, C) and loudness (C,) of every module, on the CPU."""
    peaks: dict[str, list[torch.Tensor]] = {name: [] for name in MODULES}
    places: dict[str, list[torch.Tensor]] = {name: [] for name in MODULES}
    for first in range(0, len(examples), _BATCH):
        pictures = prepared(examples, slice(first, first + _BATCH), crop, model.mean.device)
        with torch.no_grad():
            said = model.activations(pictures)
        for name, activation in said.items():
            peaks[name].append(activation.amax((2, 3)).cpu())
            places[name].append(activation.transpose(0, 1).flatten(1)[:, ::_PLACES].cpu())
    loudness = {name: _quantile(torch.cat(parts, 1)) for name, parts in places.items()}
    return {name: torch.cat(parts) for name, parts in peaks.items()}, loudness


def _quantile(values: torch.Tensor) -> torch.Tensor:
    rank = min(values.shape[1], int(_LOUD * values.shape[1]) + 1)
    return values.kthvalue(rank, dim=1).values


def _factors(selective: torch.Tensor, loudness: torch.Tensor, gamma: float) -> torch.Tensor:
    preference = ((selective + _TINY) / (selective.mean() + _TINY)) ** gamma
    factors = preference / (loudness + 0.05 * loudness.mean() + _TINY)
    # The module as a whole stays as loud as it was.
    energy = (factors * loudness).square().mean()
    return (factors * ((loudness.square().mean() + _TINY) / (energy + _TINY)).sqrt()).clamp(_LEAST, _MOST)


def _scale(model: MotifNet, name: str, factors: torch.Tensor) -> None:
    module = model.module(name)
    sizes = [len(unit.norm.weight) for unit in module.exits]
    with torch.no_grad():
        for unit, own in zip(module.exits, torch.split(factors, sizes), strict=True):
            unit.norm.weight.mul_(own)
            unit.norm.bias.mul_(own)
        if name == AUXILIARY:
            model.auxiliary.weight /= factors
        if name == MODULES[-1]:
            model.classifier.weight /= factors
            return
        for unit in model.module(MODULES[MODULES.index(name) + 1]).entrances:
            unit.convolution.weight /= factors.view(1, -1, 1, 1)
