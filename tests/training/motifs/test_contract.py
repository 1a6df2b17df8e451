"""What every motif promises: the same picture from the same numbers, variety, colours of every hue, any size."""

import subprocess
import sys

import numpy as np
import pytest
from numpy.random import default_rng

from dreamstream.errors import UnknownNameError
from dreamstream.training.motifs import MOTIFS, render
from dreamstream.training.motifs.base import draw

each_motif = pytest.mark.parametrize("name", MOTIFS)


def pictures(name, count=8, size=48):
    return np.stack([render(name, default_rng((7, index)), size) for index in range(count)])


def mean_difference(first, second):
    return float(abs(first.astype(float) - second.astype(float)).mean())


def hue(rgb):
    """Return a colour's angle around the grey axis, in turns; nothing where it is grey."""
    red, green, blue = rgb.tolist()
    if max(rgb) - min(rgb) < 0.02:
        return None
    return np.arctan2(3**0.5 * (green - blue), 2 * red - green - blue) / (2 * np.pi) % 1


def entropy(values, bins):
    share = np.histogram(values, bins, (0, 1))[0] / len(values)
    return float(-(share[share > 0] * np.log2(share[share > 0])).sum())


def features(picture):
    """Return how strong edges are at three scales: ring by ring around the middle, and by their angle to it."""
    grey = picture.astype(np.float64).mean(axis=2) / 255
    grey = (grey - grey.mean()) / (grey.std() + 0.02)
    found = []
    for scale in (1, 2, 4):
        side = grey.shape[0] // scale
        coarse = grey.reshape(side, scale, side, scale).mean(axis=(1, 3))
        down, across = np.gradient(coarse)
        rows, columns = np.indices(coarse.shape) - (side - 1) / 2
        ring = np.minimum(6 * np.hypot(rows, columns) / side, 2).astype(int)
        slant = (6 / np.pi * (abs(np.arctan2(down, across) - np.arctan2(rows, columns)) % np.pi)).astype(int) % 6
        strength = np.hypot(down, across)
        found += np.bincount((6 * ring + slant).ravel(), strength.ravel(), 18).tolist()
        found += [strength.mean(), strength.std(), np.percentile(strength, 90)]
    return found


def test_there_are_many_in_a_fixed_order_and_nothing_is_one_of_them():
    assert len(MOTIFS) > 40
    assert list(MOTIFS) == sorted(MOTIFS)
    assert "none" in MOTIFS


def test_drawing_needs_no_torch():
    command = "import sys, dreamstream.training.motifs; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, timeout=60)


def test_an_unknown_one_is_refused_with_what_was_probably_meant():
    with pytest.raises(UnknownNameError, match="did you mean 'pagoda'"):
        render("pagode", default_rng(0), 32)


@each_motif
def test_the_same_generator_gives_the_same_picture_and_another_one_another(name):
    first, again, other = (render(name, default_rng(seed), 48) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert mean_difference(first, other) > 8


@each_motif
@pytest.mark.parametrize("size", [32, 77, 256])
def test_any_size_gives_rgb_bytes_with_something_on_them(name, size):
    picture = render(name, default_rng(size), size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert picture.std() > 1


@each_motif
def test_a_canvas_holds_finite_colours_within_its_coverage(name):
    for seed in range(4):
        canvas = draw(name, default_rng((3, seed)), 40, snug=True)
        assert np.isfinite(canvas.colour).all()
        assert canvas.colour.min() >= -1e-5
        assert canvas.coverage.max() <= 1 + 1e-5
        assert (canvas.colour <= canvas.coverage + 1e-4).all()
        assert canvas.coverage.mean() > 0.04


@each_motif
def test_no_two_pictures_of_a_class_are_alike(name):
    drawn = pictures(name)
    differences = [mean_difference(drawn[i], drawn[j]) for i in range(8) for j in range(i)]
    assert np.mean(differences) > 30
    assert min(differences) > 5


@each_motif
def test_a_class_is_not_tied_to_a_hue(name):
    canvases = [draw(name, default_rng((11, index)), 24, snug=True) for index in range(32)]
    hues = [hue(canvas.colour.mean(axis=(1, 2)) / canvas.coverage.mean()) for canvas in canvases]
    assert entropy([each for each in hues if each is not None], 8) > 1.7


def test_classes_can_be_told_apart_by_their_edges_alone():
    seen = np.array([[features(picture) for picture in pictures(name, 10)] for name in MOTIFS])
    seen = (seen - seen.mean(axis=(0, 1))) / seen.std(axis=(0, 1))
    centroids = seen[:, ::2].mean(axis=1)
    distances = ((seen[:, 1::2, None] - centroids) ** 2).sum(axis=-1)
    hits = distances.argmin(axis=-1) == np.arange(len(MOTIFS))[:, None]
    assert hits.mean() > 10 / len(MOTIFS)
