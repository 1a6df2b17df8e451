"""Hue drift, levels, posterisation, and channels or whole palettes shifted."""

from typing import Self

import cv2
import numpy as np
from pydantic import Field, model_validator

from dreamstream.distortions.base import Distortion, Picture, register
from dreamstream.distortions.levels import looked_up, luminance, within_levels
from dreamstream.distortions.warp import warp
from dreamstream.frame import Moment

_YIQ = np.array([[0.299, 0.587, 0.114], [0.596, -0.274, -0.322], [0.211, -0.523, 0.312]])
"""From RGB to luminance and two colour differences (NTSC, 1953)."""


@register
class HueDrift(Distortion):
    """Turn all hues around the circle, keeping their lightness."""

    type = "hue-drift"

    degrees: float = Field(
        default=3.0, ge=-360, le=360, description="angle per frame in degrees, -360 to 360; 120 turns red to green"
    )
    saturation: float = Field(default=1.0, ge=0, le=10, description="factor on all colours, 0 is grey, up to 10")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` in other hues, within 0..255."""
        angle = np.deg2rad(self.degrees)
        turn = np.eye(3)
        turn[1:, 1:] = self.saturation * np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        matrix = np.linalg.inv(_YIQ) @ turn @ _YIQ
        turned = cv2.transform(np.asarray(pixels, np.float32), matrix)
        return within_levels(np.asarray(turned, np.float32), pixels)


@register
class Levels(Distortion):
    """Black point, white point, gamma and saturation."""

    type = "levels"

    black: float = Field(default=0.0, ge=0, le=254, description="level that becomes black, 0 to 254")
    white: float = Field(default=255.0, ge=1, le=255, description="level that becomes white, 1 to 255")
    gamma: float = Field(
        default=1.0, ge=0.05, le=20, description="0.05 to 20; above 1 brightens the middle, below 1 darkens it"
    )
    saturation: float = Field(default=1.0, ge=0, le=10, description="factor on all colours, 0 is grey, up to 10")

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        if self.black >= self.white:
            raise ValueError(f"black {self.black:g} has to lie below white {self.white:g}")
        return self

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with its levels spread out, within 0..255."""
        levels = np.subtract(pixels, np.float32(self.black), dtype=np.float32)
        levels /= np.float32(self.white - self.black)
        np.clip(levels, 0, 1, out=levels)
        if self.gamma != 1:
            np.power(levels, np.float32(1 / self.gamma), out=levels)
        levels *= 255
        if self.saturation != 1:
            grey = luminance(levels)[..., None] * np.float32(1 - self.saturation)
            levels *= np.float32(self.saturation)
            levels += grey
        return within_levels(levels, pixels)


@register
class Posterise(Distortion):
    """Few levels in each channel."""

    type = "posterise"

    levels: int = Field(default=6, ge=2, le=256, description="levels of each channel, 2 to 256")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the nearest of the levels, which are evenly spread from 0 to 255."""
        steps = self.levels - 1
        return looked_up(pixels, np.rint(np.rint(np.arange(256) * steps / 255) * 255 / steps))


@register
class PaletteShift(Distortion):
    """Send every level a little up, and on from black beyond white: colours cycle as the palettes of old games did."""

    type = "palette-shift"

    red: float = Field(default=1.0, ge=-255, le=255, description="levels per frame, -255 to 255")
    green: float = Field(default=2.0, ge=-255, le=255, description="levels per frame, -255 to 255")
    blue: float = Field(default=3.0, ge=-255, le=255, description="levels per frame, -255 to 255")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with its levels moved on a ring of 256."""
        shifted = np.add(pixels, np.array([self.red, self.green, self.blue], np.float32), dtype=np.float32)
        # As np.mod does, in a tenth of its time.
        shifted -= np.floor(shifted * np.float32(1 / 256)) * 256
        return within_levels(shifted, pixels)


@register
class ChannelShift(Distortion):
    """Move the red and the blue channel apart, as a bad print or a cheap lens does."""

    type = "channel-shift"

    x: float = Field(
        default=1.0, ge=-500, le=500, description="for red to the right, for blue to the left, in pixels, -500 to 500"
    )
    y: float = Field(
        default=0.0, ge=-500, le=500, description="for red downwards, for blue upwards, in pixels, -500 to 500"
    )

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return ``pixels`` with two of its channels moved; the border is mirrored."""
        shifted, offset = pixels.copy(), np.array([self.y, self.x])
        for channel, towards in ((0, 1), (2, -1)):
            plane = np.ascontiguousarray(pixels[..., channel, None])
            shifted[..., channel] = warp(plane, np.eye(2), -towards * offset).reshape(plane.shape[:2])
        return shifted


@register
class BitCrush(Distortion):
    """Keep only the highest bits of each level, as a bad converter does."""

    type = "bit-crush"

    bits: int = Field(default=3, ge=1, le=8, description="bits of each channel that are kept, 1 to 8")
    flip: int = Field(default=0, ge=0, le=255, description="bits that are turned over, as a number 0 to 255")

    def distort(self, pixels: Picture, moment: Moment) -> Picture:
        """Return the crushed levels, the lost bits set to the middle of what they could be."""
        lost = 8 - self.bits
        levels = np.arange(256) ^ self.flip
        return looked_up(pixels, (levels >> lost << lost) + ((1 << lost) >> 1))
