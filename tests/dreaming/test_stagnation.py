"""Sequences that settle, and such that do not, whatever moves in them."""

import numpy as np
import pytest

from dreamstream.dreaming.stagnation import StagnationWatch, look_of

HEIGHT, WIDTH = 72, 128
Y, X = np.mgrid[:HEIGHT, :WIDTH].astype(np.float64)
PATIENCE = 24
LONG = 10 * PATIENCE


def coloured(wave, one=(40, 60, 110), other=(200, 180, 90)):
    """Return waves of -1..1 as a picture between two colours."""
    share = (wave[..., None] + 1) / 2
    return np.uint8(np.rint(np.array(one) * (1 - share) + np.array(other) * share))


def stripes(frame, wavelength=11.0, degrees=30.0):
    along = X * np.cos(np.radians(degrees)) + Y * np.sin(np.radians(degrees))
    return coloured(np.sin(2 * np.pi * (along - 1.7 * frame) / wavelength))


def spiral(frame):
    """A zoom of 3 % a frame into a picture that looks the same from any distance."""
    radius, angle = np.hypot(X - WIDTH / 2, Y - HEIGHT / 2) + 0.5, np.arctan2(Y - HEIGHT / 2, X - WIDTH / 2)
    return coloured(np.sin(9 * np.log(radius / 1.03**frame) + 3 * angle))


def whirl(frame):
    return stripes(0, degrees=7.0 * frame)


def noise(frame):
    return np.random.default_rng(frame).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def frozen(_frame):
    return noise(0)


def hues(frame):
    """A wheel of colours that turns once in 80 frames, under stripes that stand still."""
    turn = 2 * np.pi * frame / 80
    wheel = 128 + 100 * np.cos(turn + 2 * np.pi / 3 * np.arange(3))
    return coloured(np.sin(X / 3), one=wheel, other=255 - wheel / 2)


def textures(frame):
    """Stripes that grow from fine to coarse, by 4 % a frame, and are fine again."""
    return stripes(frame, wavelength=5 * 1.04 ** (frame % 40))


def cuts(frame):
    """Another texture in other colours every 8 frames, moving between."""
    draw = np.random.default_rng(frame // 8)
    one, other = draw.integers(0, 256, (2, 3))
    return coloured(np.sin(2 * np.pi * (X + frame) / draw.uniform(4, 40)), one, other)


def blinking(frame):
    """Two looks in turn: a pattern in time, but no settled picture."""
    return stripes(frame) if frame // 8 % 2 else noise(frame)


def settled(sequence, frames=LONG, threshold=0.6):
    watch = StagnationWatch(PATIENCE, threshold)
    return [frame for frame in range(frames) if watch(sequence(frame))]


@pytest.mark.parametrize("sequence", [frozen, stripes, spiral, whirl, noise])
def test_what_looks_the_same_has_settled_however_it_moves_and_again_after_as_many_frames(sequence):
    assert settled(sequence, 3 * PATIENCE) == [PATIENCE - 1, 2 * PATIENCE - 1, 3 * PATIENCE - 1]


@pytest.mark.parametrize("sequence", [hues, textures, cuts, blinking])
def test_what_goes_on_changing_never_settles(sequence):
    assert settled(sequence) == []


def test_what_changes_at_first_settles_once_it_is_over():
    first, *_ = settled(lambda frame: textures(frame) if frame < 60 else stripes(frame, wavelength=17.0))
    assert 60 < first < 60 + PATIENCE


def stirring(frame):
    """Stripes whose wavelength wavers."""
    return stripes(frame, wavelength=12 + 2.5 * np.sin(frame / 3))


def test_a_change_counts_against_the_first():
    assert settled(stirring) == []

    def storm(frame):
        return cuts(frame) if frame < PATIENCE else stirring(frame)

    assert settled(storm)
    assert settled(storm, threshold=0.1) == []


def test_a_threshold_of_0_is_never_reached():
    assert settled(frozen, threshold=0.0) == []


def test_a_look_forgets_places_but_not_textures_and_colours():
    def distance(one, other):
        return np.sqrt(np.mean((look_of(one) - look_of(other)) ** 2))

    picture = stripes(0)
    assert distance(picture, stripes(3)) < 1
    assert distance(picture, np.rot90(picture).copy()) < 2
    assert distance(picture, stripes(0, wavelength=22.0)) > 5
    assert distance(picture, picture[..., ::-1]) > 5
    assert distance(picture, noise(0)) > 5


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (360, 640)])
def test_pictures_of_any_size_have_a_look_of_the_same_size(size):
    look = look_of(np.zeros((*size, 3), np.uint8))
    assert (look.shape, look.dtype) == ((12, 24), np.float32)
    assert not look.any()
