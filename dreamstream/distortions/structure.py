"""Distortions made of distortions: in order, in turn, by chance, for a while, side by side."""

from fractions import Fraction
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from dreamstream.distortions.base import Chain, Children, Distortion, Picture, register
from dreamstream.distortions.levels import nearest_levels
from dreamstream.distortions.randomness import branched, generator
from dreamstream.frame import Moment
from dreamstream.schedule import Cycle


@register
class Chained(Distortion):
    """Several distortions as one, applied in order: one ``amount`` for them all, one place in another's list."""

    type = "chain"

    children: Children = Field(alias="distort", description="distortions, applied in order")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after all of them."""
        return Chain(self.children)(pixels, moment)


@register
class Alternate(Distortion):
    """Distortions that take turns."""

    type = "alternate"

    children: Children = Field(alias="distort", description="distortions, one at a time, over and over")
    every: int = Field(default=1, ge=1, le=100_000, description="frames for which each is held, 1 to 100000")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after the one whose turn it is."""
        return Cycle(self.children, self.every)(moment)(pixels, moment)


@register
class When(Distortion):
    """Distortions for a part of the film: from a time on, that included, up to another, that not; as a range counts."""

    type = "when"

    children: Children = Field(alias="distort", description="distortions, applied in order in that time")
    from_frame: int | None = Field(default=None, ge=0, description="frame from which on, counted from 0")
    to_frame: int | None = Field(default=None, ge=0, description="frame before which it ends")
    from_seconds: float | None = Field(default=None, ge=0, description="time from which on, in seconds")
    to_seconds: float | None = Field(default=None, ge=0, description="time before which it ends, in seconds")

    @model_validator(mode="after")
    def _check_range(self) -> Self:
        frames, seconds = (self.from_frame, self.to_frame), (self.from_seconds, self.to_seconds)
        if frames != (None, None) and seconds != (None, None):
            raise ValueError("give the time in frames or in seconds, not in both")
        for unit, (first, end) in (("frame", frames), ("seconds", seconds)):
            if first is not None and end is not None and first >= end:
                raise ValueError(f"to_{unit} {end:g} has to be more than from_{unit} {first:g}")
        return self

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after all of them in that time, else a copy."""
        return Chain(self.children)(pixels, moment) if self._holds(moment) else pixels.copy()

    def _holds(self, moment: Moment) -> bool:
        return _within(moment.index, self.from_frame, self.to_frame) and _within(
            moment.pts_seconds, _exact(self.from_seconds), _exact(self.to_seconds)
        )


def _within(time: Fraction | int, first: Fraction | int | None, end: Fraction | int | None) -> bool:
    return (first is None or first <= time) and (end is None or time < end)


def _exact(seconds: float | None) -> Fraction | None:
    """Return the number that was written: 0.1 as a tenth, which its float is a little more than."""
    return None if seconds is None else Fraction(repr(seconds))


class Weighted(Distortion):
    """Base of those in which some distortions count more than others."""

    children: Children = Field(alias="distort", description="distortions, of which some may count more than others")
    weights: tuple[Annotated[float, Field(ge=0, le=1e6)], ...] | None = Field(
        default=None, description="how much each of them counts, from 0 on; all the same unless given"
    )

    @model_validator(mode="after")
    def _check_weights(self) -> Self:
        if self.weights is not None and len(self.weights) != len(self.children):
            raise ValueError(f"give as many weights as distortions, {len(self.children)}, not {len(self.weights)}")
        if self.weights is not None and sum(self.weights) == 0:
            raise ValueError("one of the weights has to be above 0")
        return self

    def shares(self) -> list[float]:
        """Return the share of each distortion; together they are 1."""
        weights = self.weights or (1.0,) * len(self.children)
        return [weight / sum(weights) for weight in weights]


@register
class Choose(Weighted):
    """One of several distortions, by chance."""

    type = "choose"

    hold_frames: int = Field(default=1, ge=1, le=100_000, description="frames for which a choice stays the same")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` after the one that is drawn."""
        random = generator(moment, self.type, self.hold_frames)
        place = int(random.choice(len(self.children), p=self.shares()))
        return self.children[place](pixels, branched(moment, place))


@register
class Mix(Weighted):
    """Several distortions of the same picture laid over one another."""

    type = "mix"

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the weighted mean of what each of them makes of ``pixels``."""
        mean = np.zeros(pixels.shape, np.float32)
        for place, (child, share) in enumerate(zip(self.children, self.shares(), strict=True)):
            if share:
                mean += child(pixels, branched(moment, place)) * np.float32(share)
        return nearest_levels(mean, pixels)
