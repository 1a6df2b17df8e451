"""A dream whose end leads into its beginning: the feedback state itself is brought back, and never stops dreaming."""

from fractions import Fraction
from statistics import median

import cv2
import numpy as np

from dreamstream.dreaming.dreamer import Dreamer
from dreamstream.dreaming.mask import FloatMask
from dreamstream.frame import FloatPixels, Frame, Pixels, to_pixels

_SHARE, _MOST_FRAMES = 3, 48
"""The return takes a third of the film, but never more frames than these, whose states have to be kept."""
_CELLS = 4
"""Patches along the shorter side that change over together."""
_SOFTNESS = 0.35
"""Share of the return that each place takes; the rest is the waiting for its turn."""
_PULLS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0)


class Seamless:
    """Dreams a picture's film so that its first frame follows on its last as any frame does on the one before.

    What leads into the first frame has to be known before it can be returned to. So frames that are not part of the
    film are dreamed before it, from the picture on, each at the moment of one of the film's last frames; frame 0 goes
    on from there. Over these last frames the state that is carried on is drawn, patch by patch, to the state that led
    to the same moment before the film; between patches the dream itself makes the transition. The last frame of all
    starts from exactly that state, whatever the distortions are. Where its step to the first would nevertheless be
    larger than the median one, as when layers change just there, it is pulled towards the first as far as that needs.

    Args:
        dreamer: what dreams; its dream has to feed on itself.
        frame_count: frames of the film.
        rate: frames per second.
    """

    def __init__(self, dreamer: Dreamer, frame_count: int, rate: Fraction) -> None:
        self._dreamer = dreamer
        self._rate = rate
        self._last = frame_count - 1
        self._begin = frame_count - lead_in_frames(frame_count)
        self._way: list[FloatPixels | Pixels] = []
        """The states that led to the film, the first of them before the second dream."""
        self._order: FloatMask | None = None
        self._first: Pixels | None = None
        self._previous: Pixels | None = None
        self._steps: list[float] = []

    def __call__(self, frame: Frame) -> Frame:
        """Return the dream of ``frame``, all of which show the same picture; raises as ``Dreamer``."""
        if self._first is None:
            self._lead_in(frame.pixels)
        if self._begin < frame.index <= self._last:
            self._draw_back(frame.index)
        dreamed = self._closing(frame) if 0 < frame.index == self._last else self._dreamer(frame)
        if self._first is None:
            self._first = dreamed.pixels
        if self._previous is not None:
            self._steps.append(mean_change(self._previous, dreamed.pixels))
        self._previous = dreamed.pixels
        return dreamed

    def _lead_in(self, pixels: Pixels) -> None:
        way: list[FloatPixels | Pixels] = []
        for index in range(self._begin, self._last + 1):
            carried = self._dreamer.carried
            if carried is not None:
                # Only the state before the very last frame has to be exact.
                way.append(carried if index == self._last else to_pixels(carried))
            self._dreamer(Frame(pixels, index, index / self._rate))
        self._way = way
        self._order = changeover_order(pixels.shape[0], pixels.shape[1], self._dreamer.settings.seed)

    def _draw_back(self, index: int) -> None:
        carried, order = self._dreamer.carried, self._order
        if carried is not None and order is not None:
            progress = (index - self._begin) / (self._last - self._begin)
            share = np.clip((progress - order * (1 - _SOFTNESS)) / _SOFTNESS, 0, 1)
            self._dreamer.carried = _mixed(carried, self._way[index - self._begin - 1], share[..., None])

    def _closing(self, frame: Frame) -> Frame:
        """Return the last frame, which is not farther from the first than frames usually are from one another."""
        carried, first, previous = self._dreamer.carried, self._first, self._previous
        dreamed = self._dreamer(frame)
        if carried is None or first is None or previous is None:
            return dreamed
        for pull in _PULLS:
            usual = median([*self._steps, mean_change(previous, dreamed.pixels)])
            if mean_change(dreamed.pixels, first) <= usual:
                break
            self._dreamer.carried = _mixed(carried, first, np.float32(pull))
            dreamed = self._dreamer(frame)
        return dreamed


def lead_in_frames(frame_count: int) -> int:
    """Return how many frames are dreamed before a film of so many."""
    return max(2, min(frame_count // _SHARE, _MOST_FRAMES)) if frame_count > 1 else 0


def changeover_order(height: int, width: int, seed: int) -> FloatMask:
    """Return when each place's turn comes: (H, W) float32, evenly from 0 to 1, in soft patches that follow ``seed``."""
    shorter = min(height, width)
    cells = (max(1, round(_CELLS * height / shorter)), max(1, round(_CELLS * width / shorter)))
    noise = np.random.default_rng(seed).random(cells, np.float32)
    ranks = np.argsort(np.argsort(cv2.resize(noise, (width, height), interpolation=cv2.INTER_CUBIC), axis=None))
    return (ranks / max(1, ranks.size - 1)).astype(np.float32).reshape(height, width)


def mean_change(one: Pixels, other: Pixels) -> float:
    """Return the mean difference of two pictures of one size, in grey levels."""
    return cv2.norm(one, other, cv2.NORM_L1) / one.size


def _mixed(one: FloatPixels, other: FloatPixels | Pixels, share: FloatPixels | np.float32) -> FloatPixels:
    return np.asarray(one + share * (other.astype(np.float32) - one), np.float32)
