"""Bent glass: what stays in place, what is symmetric, and where there is no seam."""

import numpy as np
import pytest

from dreamstream.distortions import Rotate, create
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
DTYPES = (np.uint8, np.float32)


def noise(height=60, width=81, dtype=np.float32):
    return np.random.default_rng(7).integers(0, 256, (height, width, 3)).astype(dtype)


def rings(side=101, period=25.0):
    """Return grey rings about the centre, the same in every direction."""
    rows, columns = np.mgrid[:side, :side] - (side - 1) / 2
    wave = 127 + 100 * np.cos(2 * np.pi * np.hypot(rows, columns) / period)
    return wave[..., None].repeat(3, axis=2).astype(np.float32)


def clouds(height=120, width=161):
    """Return a smooth picture, so that interpolation changes little."""
    rows, columns = np.mgrid[:height, :width]
    planes = [np.sin(rows / a) * np.cos(columns / b) for a, b in ((9, 13), (14, 8), (11, 17))]
    return (127 + 100 * np.stack(planes, axis=2)).astype(np.float32)


def lens(name, pixels, moment=MOMENT, **options):
    return create({"type": name, **options})(pixels, moment)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    ("name", "options"),
    [("swirl", {"degrees": 0}), ("fisheye", {"strength": 0}), ("ripple", {"height": 0})],
)
def test_an_effect_of_nothing_is_the_picture(name, options, dtype):
    pixels = noise(dtype=dtype)
    for centre in (0.5, 0.13):
        np.testing.assert_allclose(lens(name, pixels, centre_x=centre, **options), pixels, atol=0.02)


def test_swirl_keeps_the_distance_to_the_centre():
    np.testing.assert_allclose(lens("swirl", rings(), degrees=150, radius=0.4), rings(), atol=2)


def test_swirl_turns_the_centre_by_its_angle_as_rotate_does_and_the_rim_hardly():
    pixels = clouds()
    swirled = lens("swirl", pixels, degrees=20, radius=0.5)
    turned = Rotate(degrees=20)(pixels, MOMENT)
    middle = np.s_[57:63, 77:83]
    np.testing.assert_allclose(swirled[middle], turned[middle], atol=1)
    np.testing.assert_allclose(swirled[:, :5], pixels[:, :5], atol=0.6)


def test_ripple_moves_along_the_radius_only():
    spokes = rings()
    rows, columns = np.mgrid[:101, :101] - 50.0
    spokes[:] = (127 + 100 * np.cos(4 * np.arctan2(rows, columns)))[..., None]
    away = abs(np.hypot(rows, columns) - 29) < 17
    np.testing.assert_allclose(lens("ripple", spokes, height=0.05)[away], spokes[away], atol=4)
    assert abs(lens("ripple", rings(), height=0.05) - rings()).max() > 20


def test_rings_run_outwards_a_wave_in_so_many_frames():
    pixels = noise()
    start = lens("ripple", pixels, speed=0.25, phase=0.5)
    np.testing.assert_allclose(lens("ripple", pixels, Moment(4), speed=0.25, phase=0.5), start, atol=1e-3)
    np.testing.assert_allclose(lens("ripple", pixels, Moment(2), speed=0.25), start, atol=1e-3)
    np.testing.assert_allclose(lens("ripple", pixels, speed=0.25, phase=1000.5), start, atol=1e-3)
    assert abs(lens("ripple", pixels, Moment(1), speed=0.25, phase=0.5) - start).max() > 5


def test_fisheye_enlarges_the_middle_by_its_strength_and_leaves_the_corners():
    pixels = np.zeros((201, 201, 3), np.float32)
    pixels[90:111, 90:111] = 255
    area = (lens("fisheye", pixels, strength=0.5)[..., 0] > 127).sum()
    assert area == pytest.approx(21**2 * 4, rel=0.1)
    area = (lens("fisheye", pixels, strength=-0.5)[..., 0] > 127).sum()
    assert area == pytest.approx(21**2 / 1.5**2, rel=0.15)
    bulged = lens("fisheye", clouds(), strength=0.5)
    np.testing.assert_allclose(bulged[[0, 0, -1, -1], [0, -1, 0, -1]], clouds()[[0, 0, -1, -1], [0, -1, 0, -1]], atol=1)


@pytest.mark.parametrize("segments", [1, 3, 6])
def test_kaleidoscope_is_the_same_turned_by_one_segment_and_mirrored(segments):
    folded = lens("kaleidoscope", clouds(151, 151), segments=segments, degrees=10)
    turned = Rotate(degrees=360 / segments)(folded, MOMENT)
    rows, columns = np.mgrid[:151, :151] - 75
    inside = np.hypot(rows, columns) < 70
    difference = abs(turned - folded)[inside]
    assert difference.mean() < 1.5
    upright = lens("kaleidoscope", clouds(151, 151), segments=segments)
    np.testing.assert_allclose(upright[::-1], upright, atol=0.5)


@pytest.mark.parametrize("turn", [0, 0.3])
def test_tunnel_has_no_seam_around(turn):
    seen = lens("tunnel", clouds(), turn=turn, depth=0.1)
    left = seen[58:62, :40].astype(np.float64)
    assert abs(np.diff(left, axis=0)).max() < 25


def test_tunnel_repeats_after_two_pictures_or_one_turn():
    pixels = clouds()
    start = lens("tunnel", pixels, travel=0.25)
    np.testing.assert_allclose(lens("tunnel", pixels, travel=2.25), start, atol=0.1)
    np.testing.assert_allclose(lens("tunnel", pixels, travel=0.25, turn=1), start, atol=0.1)
    assert abs(lens("tunnel", pixels, travel=1.25) - start).mean() > 10


def test_tunnels_rings_are_rows_and_its_depths_are_columns():
    rows = np.linspace(0, 255, 121, dtype=np.float32)[:, None, None].repeat(121, axis=1).repeat(3, axis=2)
    seen = lens("tunnel", rows, depth=0.3)[..., 0]
    np.testing.assert_allclose(seen, np.rot90(seen), atol=0.5)
    across = lens("tunnel", rows.swapaxes(0, 1), depth=0.3)[..., 0]
    np.testing.assert_allclose(across[60, 65:115], across[60, 65], atol=1)


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("swirl", {"radius": 0}, "swirl: radius should be greater than 0, not 0"),
        ("ripple", {"wavelength": 0}, "ripple: wavelength should be greater than 0, not 0"),
        ("fisheye", {"strength": 2}, "fisheye: strength should be less than or equal to 1, not 2"),
        ("kaleidoscope", {"segments": 0}, "kaleidoscope: segments should be greater than or equal to 1, not 0"),
        ("tunnel", {"depth": -1}, "tunnel: depth should be greater than 0, not -1"),
    ],
)
def test_options_out_of_range_are_refused(name, options, sentence):
    with pytest.raises(UsageError, match=sentence):
        create({"type": name, **options})
