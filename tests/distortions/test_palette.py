"""Few colours: which, how many, and that they hold still."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.distortions import create
from dreamstream.distortions.palette import PALETTES, own_colours, parse_palette
from dreamstream.errors import UsageError
from dreamstream.frame import Moment

MOMENT = Moment(index=0)
DTYPES = (np.uint8, np.float32)


def picture(height=120, width=160):
    """Return soft patches of random colours."""
    patches = np.random.default_rng(8).integers(0, 256, (6, 8, 3)).astype(np.uint8)
    return cv2.resize(patches, (width, height), interpolation=cv2.INTER_CUBIC)


def colours_of(pixels):
    return {tuple(colour) for colour in pixels.reshape(-1, 3).astype(int).tolist()}


def flat(pixels, **options):
    return create({"type": "palette", **options})(pixels, MOMENT)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("colours", [2, 8, 64])
def test_no_more_colours_than_asked_for(dtype, colours):
    found = colours_of(flat(picture().astype(dtype), colours=colours))
    assert colours * 0.8 <= len(found) <= colours
    assert found <= colours_of(np.rint(own_colours(picture(), colours)))


def test_a_picture_of_few_colours_keeps_them():
    few = np.array([[10, 20, 30], [250, 0, 0], [90, 200, 40]], np.uint8)
    pixels = few[np.random.default_rng(0).integers(0, 3, (40, 50))]
    np.testing.assert_array_equal(flat(pixels, colours=8), pixels)


def test_a_small_patch_of_another_hue_is_not_lost():
    pixels = np.random.default_rng(0).integers(-40, 41, (120, 160, 1)) + np.array([70, 140, 60])
    pixels[10:16, 20:28] = (200, 30, 30)
    red, green, _ = flat(pixels.astype(np.uint8), colours=6)[12, 24].astype(int)
    assert red > green + 100


@pytest.mark.parametrize("colours", [4, 8, 16])
def test_noise_of_two_levels_hardly_changes_the_colours(colours):
    photo = cv2.imread(str(Path(__file__).parents[1] / "data" / "seed.jpg"))

    def painted(palette):
        return palette[np.linalg.norm(photo[..., None, :].astype(np.float32) - palette, axis=-1).argmin(-1)]

    clean = painted(own_colours(photo, colours))
    for seed in range(3):
        noise = np.random.default_rng(seed).integers(-2, 3, photo.shape)
        noisy = own_colours(np.clip(photo + noise, 0, 255).astype(np.uint8), colours)
        assert abs(painted(noisy) - clean).mean() < 5


@pytest.mark.parametrize("options", [{"colours": 8}, {"palette": "riso"}])
def test_what_is_flat_already_stays(options):
    once = flat(picture(), **options)
    changed = (flat(once, **options) != once).any(axis=2)
    assert changed.mean() < 0.01


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("palette", [*PALETTES, "#000000,ff8800 #ffffff"])
def test_a_palettes_nearest_colour_is_taken(palette, dtype):
    colours = parse_palette(palette)
    result = flat(picture().astype(dtype), palette=palette)
    assert colours_of(result) <= colours_of(colours)
    # A cell of 8 levels is taken as a whole, so the nearest is missed by its half diagonal at most, there and back.
    distances = np.linalg.norm(picture()[..., None, :].astype(np.float64) - colours, axis=-1)
    taken = np.linalg.norm(picture().astype(np.float64) - result, axis=-1)
    assert (taken - distances.min(-1)).max() <= 2 * np.sqrt(3) * 4.5


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"colours": 1}, "palette: colours should be greater than or equal to 2, not 1"),
        ({"colours": 65}, "palette: colours should be less than or equal to 64, not 65"),
        ({"palette": "embers"}, "palette: palette: 'embers' is neither one of ember, .* nor 2 to 256 colours"),
        ({"palette": "#ff8800"}, "is neither one of"),
        ({"palette": "#ff8800 #ff88"}, "is neither one of"),
    ],
)
def test_what_is_no_palette_is_refused(options, sentence):
    with pytest.raises(UsageError, match=sentence):
        flat(picture(), **options)
