"""The colour lock where a picture is: on a card before it comes back, else by the processor."""

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
import torch

from dreamstream.dreaming.colour import ColourLock
from dreamstream.dreaming.lab_on_device import DeviceStatistics, device_statistics, to_lab
from dreamstream.frame import FloatPixels, Pixels
from dreamstream.lab import lab_statistics
from dreamstream.network.network import Network
from dreamstream.network.preprocessing import from_network, mean_column, to_network
from dreamstream.network.transfer import copies_by_itself

T = TypeVar("T")


class Locking:
    """Locks what dreams of a network have climbed to; the colours of a picture that comes again are measured once."""

    def __init__(self, network: Network) -> None:
        self._mean_bgr, self._device = network.mean_bgr, network.placement.device
        self._colours = _Latest(lambda picture: lab_statistics(picture.astype(np.float32)))
        self._colours_on_device = _Latest(self._measured_on_device)

    def __call__(self, lock: ColourLock, data: torch.Tensor, reference: Pixels) -> FloatPixels:
        """Return (1, 3, H, W) of the network's space as float32 RGB (H, W, 3), locked to a picture (H, W, 3)."""
        if not copies_by_itself(self._device):
            return lock(from_network(data, self._mean_bgr), self._colours(reference))
        locked = lock.on_device(self._rgb(data), self._colours_on_device(reference))
        return from_network(self._data(locked, data), self._mean_bgr)

    def _measured_on_device(self, reference: Pixels) -> DeviceStatistics:
        return device_statistics(to_lab(self._rgb(to_network(reference, self._mean_bgr, self._device))))

    def _rgb(self, data: torch.Tensor) -> torch.Tensor:
        """Return (3, pixels) of 0..255."""
        return (data[0] + mean_column(self._mean_bgr, self._device)).flip(0).flatten(1)

    def _data(self, rgb: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        """Return (3, pixels) of 0..255 in the network's space, shaped as ``like``."""
        return rgb.flip(0).view_as(like[0]).sub(mean_column(self._mean_bgr, self._device)).unsqueeze(0)


class _Latest(Generic[T]):
    """What was last measured of a picture, for the same picture again."""

    def __init__(self, measure: Callable[[Pixels], T]) -> None:
        self._measure = measure
        self._known: tuple[Pixels, T] | None = None

    def __call__(self, picture: Pixels) -> T:
        if self._known is None or self._known[0] is not picture:
            self._known = picture, self._measure(picture)
        return self._known[1]
