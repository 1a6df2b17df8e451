"""Scenes: several motifs in one picture, and labels that say how much of it each class covers."""

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.training.motifs import MOTIFS, scene, scenes
from dreamstream.training.motifs.base import REGISTRY, Motif


def replace(monkeypatch, name, paint, **traits):
    """Let a class of that name look otherwise."""
    known = {"palettes": (), "upright": False, "stiff": True, "surface": False, **traits}
    monkeypatch.setitem(REGISTRY._items, name, Motif(paint, **known))


@pytest.mark.parametrize("size", [32, 96, 160])
def test_a_scene_is_rgb_bytes_and_a_share_for_each_class(size):
    for seed in range(4):
        picture, labels = scene(default_rng(seed), size)
        assert (picture.shape, picture.dtype) == ((size, size, 3), np.uint8)
        assert (labels.shape, labels.dtype) == ((len(MOTIFS),), np.float32)
        assert labels.min() >= 0
        assert labels.sum() == pytest.approx(1, abs=1e-4)


def test_the_same_generator_gives_the_same_scene():
    (first, labels), (again, same_labels), (other, _) = (scene(default_rng(seed), 64) for seed in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(labels, same_labels)
    assert abs(first.astype(int) - other).mean() > 8


def test_labels_are_the_area_that_is_seen(monkeypatch):
    red, blue = (np.array(channels, np.float32).reshape(3, 1, 1) for channels in ((1, 0, 0), (0, 0, 1)))
    replace(monkeypatch, "gear", lambda canvas, palette, rng: canvas.paint(red, canvas.disc(0, 0, 0.9)))
    replace(monkeypatch, "fur", lambda canvas, palette, rng: canvas.paint(blue), surface=True)
    replace(monkeypatch, "none", lambda canvas, palette, rng: canvas.paint(0 * red), surface=True)
    monkeypatch.setattr(scenes, "finish", lambda rng, colour: colour)
    monkeypatch.setattr(scenes, "_shadow", lambda rng, coverage: np.ones_like(coverage))
    overlaps = 0
    for seed in range(40):
        colour, labels = scene(default_rng(seed), 48, ("gear", "gear", "fur"))
        seen = colour.mean(axis=(1, 2))
        assert labels[MOTIFS.index("gear")] == pytest.approx(seen[0], abs=1e-4)
        assert labels[MOTIFS.index("fur")] == pytest.approx(seen[2], abs=1e-4)
        overlaps += (labels > 0.05).sum() > 1
    assert overlaps > 10


def test_only_what_is_listed_is_drawn_and_all_of_it_in_time():
    total = sum(scene(default_rng(seed), 32, ("gear", "eye", "scales"))[1] for seed in range(30))
    assert {name for name, share in zip(MOTIFS, total, strict=True) if share > 0} == {"gear", "eye", "scales", "none"}


def test_scenes_hold_one_to_four_classes():
    counts = {int((scene(default_rng(seed), 32)[1] > 0.001).sum()) for seed in range(60)}
    assert {2, 3, 4, 5} <= counts <= {1, 2, 3, 4, 5}
