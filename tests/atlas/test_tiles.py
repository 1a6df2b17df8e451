import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import dreamstream
from dreamstream.atlas.cache import TileCache
from dreamstream.atlas.choice import Place
from dreamstream.atlas.tiles import Tiles
from dreamstream.dreaming import ColourLock, DreamSettings, Octaves, Shaping, StillPicture, Target
from dreamstream.errors import Stopped
from dreamstream.models import find_model
from dreamstream.network import CaffeNetwork, Network
from dreamstream.schedule import Cycle
from dreamstream.sources.picture import read_picture
from dreamstream.sources.still import scaled

MOTIF = find_model("motif")
PLACES = (Place(Target("conv1"), 24), Place(Target("conv1", (3,)), 24), Place(Target("conv2"), 48))


@pytest.fixture
def tiles(picture, tmp_path):
    spec = dreamstream.caffe.load(MOTIF.prototxt, MOTIF.weights)
    network = Network(spec, mean_bgr=MOTIF.mean_bgr, device="cpu", precision="float32")
    settings = DreamSettings(Cycle((Target("conv1"),), 1), Octaves(1, 1.4, 1), jitter=2)
    pixels = scaled(read_picture(picture), (64, 48))
    return Tiles(network, settings, pixels, (MOTIF.prototxt, MOTIF.weights), TileCache(tmp_path / "tiles"))


def test_a_tile_is_what_dream_returns_there(tiles):
    options = {"octaves": 1, "iterations": 1, "jitter": 2, "device": "cpu", "precision": "float32"}
    for tile in tiles.dream(PLACES):
        expected = dreamstream.dream(tiles.pixels, layer=str(tile.place.target), **options)
        np.testing.assert_array_equal(tile.pixels, expected)
        assert tile.seconds > 0


def test_a_tile_is_dreamed_once(tiles, dreams):
    first = list(tiles.dream(PLACES))
    assert dreams == [str(place.target) for place in PLACES]
    second = list(tiles.dream(PLACES))
    assert len(dreams) == 3
    assert [tile.is_from_cache for tile in (*first, *second)] == [False] * 3 + [True] * 3
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.pixels, other.pixels)
        assert one.seconds == other.seconds


def test_a_damaged_tile_is_dreamed_again(tiles, dreams, tmp_path):
    list(tiles.dream(PLACES))
    next((tmp_path / "tiles").glob("*.png")).write_bytes(b"damaged")
    again = list(tiles.dream(PLACES))
    assert len(dreams) == 4
    assert sum(tile.is_from_cache for tile in again) == 2


def changed_file(tiles, folder):
    copy = folder / "net.prototxt"
    copy.write_bytes(MOTIF.prototxt.read_bytes() + b"\n# another\n")
    return replace(tiles, model_files=(copy, MOTIF.weights))


def other_settings(**changes):
    return lambda tiles, _: replace(tiles, settings=replace(tiles.settings, **changes))


def other_network(engine=Network, **options):
    return lambda tiles, _: replace(
        tiles, network=engine(tiles.network.spec, **{"mean_bgr": MOTIF.mean_bgr, "device": "cpu"} | options)
    )


CHANGES = {
    "a file of the model": changed_file,
    "the picture": lambda tiles, _: replace(tiles, pixels=255 - tiles.pixels),
    "its size": lambda tiles, _: replace(tiles, pixels=tiles.pixels[:, :60]),
    "octaves": other_settings(octaves=Octaves(2, 1.4, 1)),
    "the octave scale": other_settings(octaves=Octaves(1, 1.5, 1)),
    "iterations": other_settings(octaves=Octaves(1, 1.4, 2)),
    "the step size": other_settings(step_size=2.0),
    "the jitter": other_settings(jitter=3),
    "clipping": other_settings(clip=False),
    "the seed": other_settings(seed=1),
    "the colour lock": other_settings(lock=ColourLock()),
    "the mask": other_settings(mask=np.eye(5, dtype=np.float32)),
    "the shaping": other_settings(shaping=Shaping(smooth_octaves=1)),
    "the guide": other_settings(guide=StillPicture(np.full((48, 64, 3), 90, np.float32))),
    "the mean": other_network(mean_bgr=(1, 2, 3), precision="float32"),
    "the engine": other_network(CaffeNetwork),
    "the precision": other_network(precision="bfloat16"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_determines_a_tile_tells_it_apart(tiles, tmp_path, stand_in, change):
    list(tiles.dream(PLACES[:1]))
    (other,) = change(tiles, tmp_path).dream(PLACES[:1])
    assert not other.is_from_cache


def test_another_version_dreams_anew(tiles, monkeypatch):
    list(tiles.dream(PLACES[:1]))
    monkeypatch.setattr("dreamstream.atlas.tiles.__version__", "99")
    assert not next(tiles.dream(PLACES[:1])).is_from_cache


def test_a_models_place_on_disk_does_not_matter(tiles, tmp_path):
    list(tiles.dream(PLACES[:1]))
    copies = [tmp_path / path.name for path in tiles.model_files]
    for path, copy in zip(tiles.model_files, copies, strict=True):
        Path(copy).write_bytes(path.read_bytes())
    assert next(replace(tiles, model_files=tuple(copies)).dream(PLACES[:1])).is_from_cache


def test_a_stop_keeps_what_was_finished(tiles):
    stop = threading.Event()
    running = tiles.dream(PLACES, stop.is_set)
    next(running)
    stop.set()
    with pytest.raises(Stopped):
        next(running)
    assert [tile.is_from_cache for tile in tiles.dream(PLACES)] == [True, False, False]
