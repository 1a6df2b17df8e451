"""The classic dream of one picture: from small to large, each octave adding detail to the one before."""

import logging
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

import torch
import torch.nn.functional as F

from dreamstream.dreaming.ascent import Ascent
from dreamstream.dreaming.asking import Asking, alone
from dreamstream.dreaming.stepping import one_by_one
from dreamstream.errors import ModelError, Stopped
from dreamstream.frame import FloatPixels, Pixels
from dreamstream.network.preprocessing import from_network, to_network

logger = logging.getLogger("dreamstream")

Shift: TypeAlias = Callable[[int, int], tuple[int, int]]
"""(octave, iteration), both from 0, to the jitter (x, y) in pixels."""


@dataclass(frozen=True)
class Octaves:
    """How the picture is climbed.

    Raises:
        ValueError: a number is out of its range.
    """

    count: int = 4
    """Sizes, the full one included (Google's octave_n)."""
    scale: float = 1.4
    """Ratio of one size to the next, above 1."""
    iterations: int = 10
    """Steps at each size (Google's iter_n)."""
    smaller_iterations: int | None = None
    """Steps at each size below the full one; None is as many as at that."""

    def __post_init__(self) -> None:
        if self.count < 1 or min(self.iterations, self.smaller_iterations or 0) < 0 or not self.scale > 1:
            raise ValueError(f"octaves need count >= 1, iterations >= 0 and scale > 1, got {self}")

    def shortened(self, share: float) -> "Octaves":
        """Return the same sizes with that share (0..1) of the iterations, rounded up."""
        return replace(self, iterations=_share(share, self.iterations))

    def steadied(self, strength: float, *, has_new: bool = True) -> "Octaves":
        """Return what a dream is climbed at that goes on from a dream of such octaves, for a ``strength`` of 0..1.

        Its large forms are there already: steps at small sizes make them flicker and hardly bring it higher, many small
        ones at the full size bring it higher and hardly flicker. So nearly all of the steps are taken there, and where
        the picture ``has_new`` parts no more, whose large forms are yet to come, all of them, and rather one less.
        """
        whole, smaller = _share(math.sqrt(strength), self.iterations), _share(strength**2, self.iterations)
        if has_new:
            return replace(self, iterations=whole, smaller_iterations=smaller)
        fewer = math.floor(math.sqrt(strength) * self.iterations)
        return replace(self, iterations=max(fewer, min(1, whole)), smaller_iterations=0)

    def iterations_at(self, octave: int) -> int:
        """Return the steps at an octave, counted from 0, the smallest."""
        is_whole = octave == self.count - 1 or self.smaller_iterations is None
        return self.iterations if is_whole else self.smaller_iterations or 0

    def within(self, count: int, iterations: int) -> "Octaves":
        """Return at most so many of the sizes, the largest ones, with at most so many steps at each."""
        smaller = None if self.smaller_iterations is None else min(iterations, self.smaller_iterations)
        count, iterations = min(count, self.count), min(iterations, self.iterations)
        return replace(self, count=count, iterations=iterations, smaller_iterations=smaller)


def _share(share: float, iterations: int) -> int:
    # 0.55 * 20 is a little above 11.
    return math.ceil(share * iterations - 1e-9)


def sizes(height: int, width: int, octaves: Octaves) -> list[tuple[int, int]]:
    """Return (height, width) of every octave, smallest first, each rounded from the next larger one.

    The rounding is scipy.ndimage.zoom's, which the original used; very small pictures come down to 0.
    """
    chain, factor = [(height, width)], 1 / octaves.scale
    for _ in range(octaves.count - 1):
        chain.append((round(chain[-1][0] * factor), round(chain[-1][1] * factor)))
    return chain[::-1]


def resize(data: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """Return (1, C, H, W) resampled to (height, width): scipy.ndimage.zoom's order 1, corners on corners."""
    if tuple(data.shape[2:]) == size:
        return data
    # Of several channels, on one thread PyTorch rounds otherwise than on more; so each comes as a picture of its own.
    resampled = F.interpolate(data.transpose(0, 1), size, mode="bilinear", align_corners=True)
    return resampled.transpose(0, 1).contiguous(memory_format=torch.channels_last)


def climb(
    ascent: Ascent,
    image: FloatPixels | Pixels,
    octaves: Octaves,
    shift: Shift,
    should_stop: Callable[[], bool] = lambda: False,
    mask: torch.Tensor | None = None,
) -> FloatPixels:
    """Return the dream of an RGB picture (H, W, 3), float32 of the same shape.

    ``mask`` (1, 1, H, W) from 0, on the network's device, says where the picture may change, and how much; (1, 2, H, W)
    says so for the full size and for the sizes below it. Octaves too small for the network are passed over. A picture
    without any gradient comes back as it was, with a warning in the log.

    Raises:
        Stopped: ``should_stop`` said so between two steps.
        UnknownNameError: the network has no such layer.
        ModelError: even the full size is too small for the network, or the gradient overflows its precision.
        ValueError: the picture is not (H, W, 3).
    """
    return alone(climbing(ascent, image, octaves, shift, should_stop, mask), ascent.network)


def climbing(
    ascent: Ascent,
    image: FloatPixels | Pixels,
    octaves: Octaves,
    shift: Shift,
    should_stop: Callable[[], bool] = lambda: False,
    mask: torch.Tensor | None = None,
) -> Asking[FloatPixels]:
    """Return what leads to the dream that ``climb`` returns, and asks for its gradients."""
    data = yield from ascending(ascent, image, octaves, shift, should_stop, mask)
    return from_network(data, ascent.network.mean_bgr)


def ascending(
    ascent: Ascent,
    image: FloatPixels | Pixels,
    octaves: Octaves,
    shift: Shift,
    should_stop: Callable[[], bool] = lambda: False,
    mask: torch.Tensor | None = None,
) -> Asking[torch.Tensor]:
    """Return what leads to the same as it is on the device, (1, 3, H, W) in the network's space.

    The device is waited for at the end only.
    """
    network = ascent.network
    base = to_network(image, network.mean_bgr, network.placement.device)
    wanted = _usable(ascent, octaves, sizes(image.shape[0], image.shape[1], octaves))
    bases = _pyramid(base, wanted)
    masks = [None] * len(bases) if mask is None else _masks(mask, wanted)
    data, detail, steepest = base, torch.zeros_like(bases[0]), torch.zeros((), device=base.device)
    skipped = octaves.count - len(bases)
    take_steps = ascent.stepper if ascent.stepper and octaves.iterations else one_by_one

    def shifts(octave: int) -> Iterator[tuple[int, int]]:
        for iteration in range(octaves.iterations_at(octave)):
            if should_stop():
                raise Stopped("stopped in the middle of a frame")
            yield shift(octave, iteration)

    for octave, (octave_base, octave_mask) in enumerate(zip(bases, masks, strict=True), start=skipped):
        data = octave_base + resize(detail, (octave_base.shape[2], octave_base.shape[3]))
        with ascent.timing(data, octaves.iterations_at(octave)):
            data, steepness = yield from take_steps(ascent, data, shifts(octave), octave_mask)
        steepest = torch.maximum(steepest, steepness)
        detail = data - octave_base
        if ascent.watch is not None:
            ascent.watch(data)
    if octaves.iterations:
        _check(steepest.item(), ascent)
    return data


def _check(steepest: float, ascent: Ascent) -> None:
    is_one = len(ascent.layers) == 1
    layers = ("layer " if is_one else "layers ") + " and ".join(f"'{layer}'" for layer in ascent.layers)
    if steepest == 0:
        has = "has" if is_one else "have"
        logger.warning("%s %s no gradient on this picture, which is left as it is", layers, has)
    if not math.isfinite(steepest):
        precision = ascent.network.placement.dtype
        is_exact = precision == torch.float32
        advice = "the weights may be damaged" if is_exact else "use --precision float32"
        raise ModelError(f"the gradient of {layers} overflows {precision}; {advice}")


def _usable(ascent: Ascent, octaves: Octaves, wanted: list[tuple[int, int]]) -> list[tuple[int, int]]:
    smaller = wanted[:-1] if octaves.smaller_iterations != 0 else []
    return [size for size in smaller if min(size) >= 1 and _is_large_enough(ascent, size)] + wanted[-1:]


def _is_large_enough(ascent: Ascent, size: tuple[int, int]) -> bool:
    try:
        for layer in ascent.layers:
            ascent.network.shape((1, 3, *size), layer)
    except ModelError:
        return False
    return True


def _masks(mask: torch.Tensor, wanted: list[tuple[int, int]]) -> list[torch.Tensor]:
    *smaller, whole = _pyramid(mask, wanted)
    return [*(each[:, -1:] for each in smaller), whole[:, :1]]


def _pyramid(base: torch.Tensor, wanted: list[tuple[int, int]]) -> list[torch.Tensor]:
    pyramid = [base]
    for size in wanted[-2::-1]:
        pyramid.append(resize(pyramid[-1], size))
    return pyramid[::-1]
