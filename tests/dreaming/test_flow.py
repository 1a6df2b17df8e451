"""How a picture moved, on textures whose motion is known."""

import cv2
import numpy as np
import pytest

from dreamstream.dreaming.flow import motion


@pytest.fixture
def texture(rng):
    """A picture of soft spots, larger than what is cut from it."""
    spots = rng.integers(0, 256, (50, 70, 3), np.uint8)
    return lambda scale: cv2.resize(spots, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


@pytest.mark.parametrize("scale", [3, 12])
def test_a_pan_is_found_in_pixels_of_the_picture_however_large(texture, scale):
    whole = texture(scale)
    x, y = scale, 2 * scale // 3
    before, now = whole[:-y, :-x], whole[y:, x:]
    moved = motion(before, now)
    inner = (slice(8 * scale, -8 * scale),) * 2
    assert np.allclose(moved.field[inner].mean((0, 1)), (x, y), rtol=0.05)
    assert moved.trust[inner].mean() > 0.95
    difference = np.abs(moved.warped(before.astype(np.float32)) - now)[inner].mean()
    assert difference < 0.1 * np.abs(before.astype(np.float32) - now)[inner].mean()


def test_what_comes_into_sight_is_not_trusted(texture):
    before, now = texture(3)[:96, :160].copy(), texture(3)[:96, :160].copy()
    thing = texture(4)[100:148, 100:148]
    before[24:72, 40:88], now[24:72, 48:96] = thing, thing
    trust = motion(before, now).trust
    assert trust[30:66, 41:47].mean() < 0.3
    assert trust[30:66, 56:88].mean() > 0.9
    assert trust[:, 110:].mean() > 0.98


def test_in_a_plain_sky_any_way_is_trusted(texture, rng):
    sky = texture(3)[:96, :160].copy()
    sky[:60] = 180
    before, now = (np.uint8(np.clip(sky + rng.normal(0, 2, sky.shape), 0, 255)) for _ in range(2))
    assert motion(before, now).trust[16:50, 16:-16].mean() > 0.98


def test_on_a_plain_thing_nothing_is_drawn_out_by_what_moves_on_it(texture):
    plain = texture(6)[:240, :320].copy()
    plain[:, 100:220] = 230
    before, now = plain.copy(), plain
    before[60:100, 140:180], now[90:130, 140:180] = 60, 60
    trust = motion(before, now).trust
    assert trust[132:150, 145:175].mean() < 0.7
    assert trust[170:230, 110:210].mean() > 0.98


def test_what_was_outside_of_the_picture_is_not_trusted(texture):
    whole = texture(3)
    trust = motion(whole[:, :-12], whole[:, 12:]).trust
    assert trust[20:-20, -8:].mean() < 0.2
    assert trust[20:-20, 40:-40].mean() > 0.95


@pytest.mark.parametrize("size", [(1, 1), (10, 40), (16, 16), (3, 400)])
def test_pictures_of_any_size_may_stand_still(rng, size):
    picture = rng.integers(0, 256, (*size, 3), np.uint8)
    moved = motion(picture, picture)
    assert np.abs(moved.field).max() < 0.1
    assert moved.trust.min() > 0.99
    assert np.allclose(moved.warped(picture.astype(np.float32)), picture, atol=4)
