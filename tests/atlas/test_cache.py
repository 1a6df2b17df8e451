import os
import time
from pathlib import Path

import numpy as np
import pytest

from dreamstream.atlas import cache as module
from dreamstream.atlas.cache import TileCache, cache_folder

KEYS = [f"{number:064x}" for number in range(3)]
DAY = 24 * 3600


@pytest.fixture
def cache(tmp_path):
    return TileCache(tmp_path / "tiles")


@pytest.fixture
def pixels(rng):
    return rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)


def files(tmp_path):
    return sorted(path.name for path in (tmp_path / "tiles").iterdir())


def test_what_is_put_comes_back(cache, pixels):
    assert cache.get(KEYS[0]) is None
    cache.put(KEYS[0], pixels, 2.5)
    kept, seconds = cache.get(KEYS[0])
    np.testing.assert_array_equal(kept, pixels)
    assert seconds == 2.5
    assert cache.get(KEYS[1]) is None


DAMAGE = {
    "a picture cut short": lambda png, json: png.write_bytes(png.read_bytes()[:-500]),
    "an empty picture": lambda png, json: png.write_bytes(b""),
    "another tile's picture": lambda png, json: png.write_bytes(png.with_name(f"{KEYS[1]}.png").read_bytes()),
    "no picture": lambda png, json: png.unlink(),
    "no facts": lambda png, json: json.unlink(),
    "facts cut short": lambda png, json: json.write_text('{"seconds": 1'),
    "facts of another kind": lambda png, json: json.write_text("[1]"),
    "facts without a time": lambda png, json: json.write_text('{"seconds": null}'),
    "bytes that are no text": lambda png, json: json.write_bytes(b"\xff\xfe"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_damaged_is_as_if_not_there_and_is_replaced(cache, pixels, tmp_path, damage):
    cache.put(KEYS[0], pixels, 1)
    cache.put(KEYS[1], 255 - pixels, 1)
    damage(tmp_path / "tiles" / f"{KEYS[0]}.png", tmp_path / "tiles" / f"{KEYS[0]}.json")
    assert cache.get(KEYS[0]) is None
    cache.put(KEYS[0], pixels, 1)
    assert cache.get(KEYS[0]) is not None


def test_only_whole_files_have_a_tiles_name(cache, pixels, tmp_path, monkeypatch):
    def fail(path, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    cache.put(KEYS[0], pixels, 1)
    assert files(tmp_path) == []


def test_a_folder_that_cant_be_written_is_told_and_stops_nothing(tmp_path, pixels, caplog):
    (tmp_path / "tiles").write_text("no folder")
    cache = TileCache(tmp_path / "tiles")
    cache.prune()
    cache.put(KEYS[0], pixels, 1)
    assert "tiles can't be kept for another run" in caplog.text
    assert cache.get(KEYS[0]) is None


def age(tmp_path, key, seconds):
    then = time.time() - seconds
    for suffix in (".png", ".json"):
        os.utime(tmp_path / "tiles" / f"{key}{suffix}", (then, then))


def test_what_was_not_used_for_a_month_is_deleted(cache, pixels, tmp_path):
    for key in KEYS:
        cache.put(key, pixels, 1)
        age(tmp_path, key, 40 * DAY)
    age(tmp_path, KEYS[1], 20 * DAY)
    assert cache.get(KEYS[2]) is not None
    cache.prune()
    assert [cache.get(key) is not None for key in KEYS] == [False, True, True]


def test_beyond_the_limit_what_was_used_longest_ago_is_deleted(cache, pixels, tmp_path, monkeypatch):
    for days, key in enumerate(KEYS):
        cache.put(key, pixels, 1)
        age(tmp_path, key, days * DAY)
    each = sum(path.stat().st_size for path in (tmp_path / "tiles").iterdir()) / 3
    monkeypatch.setattr(module, "_KEPT_BYTES", 1.5 * each)
    cache.prune()
    assert [cache.get(key) is not None for key in KEYS] == [True, False, False]


def test_nothing_but_tiles_is_ever_deleted(cache, pixels, tmp_path):
    cache.put(KEYS[0], pixels, 1)
    rest = [f"{KEYS[1]}.png.99.part", "holiday.png"]
    for name in (*rest, f"{KEYS[0]}.png"):
        (tmp_path / "tiles" / name).touch()
        os.utime(tmp_path / "tiles" / name, (0, 0))
    cache.prune()
    assert files(tmp_path) == [f"{KEYS[0]}.json", "holiday.png"]


def test_the_folder_is_the_users_unless_chosen(monkeypatch):
    monkeypatch.setenv("DREAMSTREAM_CACHE", "/somewhere")
    assert cache_folder() == Path("/somewhere/atlas")
    monkeypatch.delenv("DREAMSTREAM_CACHE")
    assert cache_folder().parts[-2:] == ("dreamstream", "atlas")
