from dataclasses import replace

import pytest
import torch

from dreamstream.training.augmentation import Draws, augment
from dreamstream.training.settings import Augmentation

STILL = Augmentation(
    crop=1, zoom=(1, 1), far=0, rotation=0, shift=0, saturation=0, hue=0, brightness=0, tint=0, noise=0,
    contrast=(1, 1), mix=0,
)  # fmt: skip


@pytest.fixture
def pictures():
    return torch.randint(100, 150, (6, 20, 20, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(0))


@pytest.fixture
def vary(pictures):
    def run(seed=0, crop=20, **options):
        return augment(pictures, torch.eye(6), crop, replace(STILL, **options), (0, seed))

    return run


def test_without_variation_only_the_mirror_is_left(vary, pictures):
    plain = pictures.permute(0, 3, 1, 2) / 255
    varied = vary().pictures
    mirrored = [torch.allclose(one, two.flip(2), atol=1e-5) for one, two in zip(varied, plain, strict=True)]
    same = [torch.allclose(one, two, atol=1e-5) for one, two in zip(varied, plain, strict=True)]
    assert all(one != two for one, two in zip(mirrored, same, strict=True))


def test_it_follows_from_the_seeds(vary):
    whole = {"rotation": 0.2, "noise": 0.1, "mix": 0.5}
    assert torch.equal(vary(1, **whole).pictures, vary(1, **whole).pictures)
    assert not torch.equal(vary(1, **whole).pictures, vary(2, **whole).pictures)


def test_lower_contrast_is_told_and_higher_is_not(vary):
    low = vary(contrast=(0.25, 0.25))
    assert torch.allclose(low.contrast, torch.tensor(0.25))
    assert torch.allclose(low.pictures.std((1, 2, 3)), 0.25 * vary().pictures.std((1, 2, 3)), rtol=1e-3)
    assert torch.equal(vary(contrast=(1.2, 1.2)).contrast, torch.ones(6))


def test_saturation_changes_colours_and_keeps_their_grey(vary):
    varied, plain = vary(saturation=0.9).pictures, vary().pictures
    assert (varied - plain).abs().max() > 0.02
    assert torch.allclose(varied.mean(1), plain.mean(1), atol=1e-4)


def test_hue_turns_colours_about_grey(vary):
    turned, plain = vary(3, hue=0.5).pictures, vary(3).pictures
    assert (turned - plain).abs().max() > 0.02
    assert torch.allclose(turned.mean(1), plain.mean(1), atol=1e-4)


def test_a_mixed_picture_is_as_much_of_each_as_its_window_is_large(vary):
    batch = vary(mix=1.0)
    assert torch.allclose(batch.shares.sum(1), torch.ones(6))
    own = batch.shares.diagonal()
    assert ((own > 0.5) & (own <= 1)).all()
    assert (own < 1).any()


def test_the_crop_is_the_size_of_the_result(vary):
    batch = vary(crop=14, zoom=(0.6, 1.2), far=0.5, noise=0.3)
    assert batch.pictures.shape == (6, 3, 14, 14)
    assert batch.pictures.min() >= 0
    assert batch.pictures.max() <= 1
    assert batch.pictures.is_contiguous(memory_format=torch.channels_last)


def test_numbers_are_drawn_within_their_ranges():
    draws = Draws((1,), 2000, torch.device("cpu"))
    numbers = draws.log_uniform(0.2, 1.3)
    assert 0.2 <= numbers.min() < 0.21
    assert 1.27 < numbers.max() <= 1.3
    assert 0.45 < (numbers < (0.2 * 1.3) ** 0.5).float().mean() < 0.55
    assert draws.permutation().unique().numel() == 2000
