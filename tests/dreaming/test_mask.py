"""A picture's white is where to dream."""

import numpy as np
import torch

from dreamstream.dreaming import mask_of
from dreamstream.dreaming.mask import mask_tensor


def half(height=40, width=60):
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, width // 2 :] = 255
    return picture


def test_white_is_one_black_nothing_and_grey_between():
    picture = np.array([[(255,) * 3, (0,) * 3, (51,) * 3]], np.uint8)
    mask = mask_of(picture)
    assert mask.dtype == np.float32
    assert np.allclose(mask, [[1, 0, 0.2]])


def test_a_feather_softens_the_edge_and_no_more():
    mask = mask_of(half(), feather=0.05)
    row = mask[20]
    assert np.allclose(row[[0, 20, 39, 59]], [0, 0, 1, 1], atol=1e-4)
    assert np.all(np.diff(row) >= -1e-6)
    # A Gaussian of 2 pixels: at one deviation from the edge it has come to 16 %.
    assert abs(row[29 - 2] + row[29 - 1] - 2 * 0.16) < 0.15
    assert np.array_equal(mask_of(half(), feather=0), mask_of(half()))


def test_a_mask_is_stretched_over_the_picture():
    for size in ((20, 30), (40, 60), (33, 140)):
        fitted = mask_tensor(mask_of(half()), size, torch.device("cpu"))
        assert (tuple(fitted.shape), fitted.dtype) == ((1, 1, *size), torch.float32)
        assert abs(fitted.mean().item() - 0.5) < 0.02
        assert torch.equal(fitted[0, 0, :, 0], torch.zeros(size[0]))
        assert torch.equal(fitted[0, 0, :, -1], torch.ones(size[0]))
