"""Colours on a device are those of OpenCV on a processor, up to its rounding."""

import cv2
import numpy as np
import pytest
import torch

from dreamstream import gamut, lab
from dreamstream.dreaming import lab_on_device
from dreamstream.dreaming.lab_on_device import device_statistics, to_lab


def planes(pixels):
    return torch.from_numpy(np.ascontiguousarray(pixels.reshape(-1, 3).T))


def back(tensor, shape):
    return tensor.numpy().T.reshape(shape)


@pytest.fixture
def picture(rng):
    coarse = rng.uniform(-30, 290, (9, 11, 3)).astype(np.float32)
    return cv2.resize(coarse, (90, 70), interpolation=cv2.INTER_CUBIC)


def test_lab_and_its_statistics_are_the_processors(picture):
    ours, theirs = to_lab(planes(picture)), lab.to_lab(picture)
    np.testing.assert_allclose(back(ours, picture.shape), theirs, atol=0.5)
    for each, wanted in zip(device_statistics(ours), lab.lab_statistics(picture), strict=True):
        np.testing.assert_allclose(each[:, 0].numpy(), wanted, atol=0.1)


def test_lab_is_that_of_cie():
    # sRGB primaries under D65, L*a*b* by the standard's formulas.
    colours = np.array([[(255, 255, 255), (0, 0, 0), (255, 0, 0), (0, 0, 255)]], np.float32)
    expected = [(100, 0, 0), (0, 0, 0), (53.24, 80.09, 67.20), (32.30, 79.19, -107.86)]
    assert np.allclose(back(to_lab(planes(colours)), colours.shape)[0], expected, atol=0.1)


@pytest.mark.parametrize("stretched", [1.0, 0.5, 3.0])
def test_colours_come_back_and_those_that_rgb_does_not_have_are_led_back_alike(picture, stretched):
    theirs = lab.to_lab(picture) * np.array([1, stretched, stretched], np.float32)
    ours = back(lab_on_device.from_lab(planes(theirs)), picture.shape)
    np.testing.assert_allclose(ours, gamut.from_lab(theirs), atol=0.6)


def test_every_colour_of_bytes_is_there_and_back():
    levels = np.arange(0, 256, 15, dtype=np.float32)
    colours = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(-1, 1, 3)
    # As far as its own gamut's knee moves those on the edge.
    np.testing.assert_allclose(back(lab_on_device.from_lab(to_lab(planes(colours))), colours.shape), colours, atol=13)
