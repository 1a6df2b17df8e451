"""Tiles kept between runs, so that an atlas that was interrupted goes on where it stopped."""

import hashlib
import json
import logging
import os
import re
import time
from contextlib import suppress
from pathlib import Path

import cv2

from dreamstream.frame import FloatPixels, Pixels
from dreamstream.sources.picture import read_picture
from dreamstream.user_folders import user_folder

logger = logging.getLogger("dreamstream")

_KEPT_SECONDS = 30 * 24 * 3600
_KEPT_BYTES = 200 * 10**6
_OURS = re.compile(r"[0-9a-f]{64}\.(png|json)(\.\d+\.part)?")
"""Nothing else in the folder is ever deleted."""


def cache_folder() -> Path:
    """Return where tiles are kept: ``atlas`` in DREAMSTREAM_CACHE, or else in the user's own cache folder."""
    chosen = os.environ.get("DREAMSTREAM_CACHE")
    return (Path(chosen) if chosen else user_folder("cache")) / "atlas"


class TileCache:
    """Pictures by key in a folder: a PNG each, and beside it a JSON file with its time and its pixels' hash.

    A key is 64 hexadecimal digits. What is damaged, half there or can't be read is as if it were not there; what
    can't be written is not kept, and the log says so.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> tuple[Pixels, float] | None:
        """Return a tile's pixels and the seconds it took, or None."""
        picture, facts = self._paths(key)
        try:
            told = json.loads(facts.read_text(encoding="utf-8"))
            pixels, seconds = read_picture(picture), float(told["seconds"])
            if pixels_digest(pixels) != told["pixels"]:
                return None
            # Last used last deleted.
            os.utime(picture)
            os.utime(facts)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return pixels, seconds

    def put(self, key: str, pixels: Pixels, seconds: float) -> None:
        """Keep a tile, (H, W, 3) uint8 RGB, and the seconds it took."""
        picture, facts = self._paths(key)
        _, encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
        told = json.dumps({"seconds": seconds, "pixels": pixels_digest(pixels)})
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(picture, encoded.tobytes())
            _write(facts, told.encode())
        except OSError as error:
            logger.warning("tiles can't be kept for another run in %s: %s", self._folder, error.strerror)

    def prune(self) -> None:
        """Delete what was not used for a month, and beyond 200 MB what was used longest ago."""
        with suppress(OSError):
            files = [path for path in self._folder.iterdir() if _OURS.fullmatch(path.name)]
            states = sorted(((path.stat(), path) for path in files), key=lambda each: -each[0].st_mtime)
            kept_bytes, now = 0, time.time()
            for state, path in states:
                kept_bytes += state.st_size
                if kept_bytes > _KEPT_BYTES or now - state.st_mtime > _KEPT_SECONDS:
                    path.unlink()

    def _paths(self, key: str) -> tuple[Path, Path]:
        return self._folder / f"{key}.png", self._folder / f"{key}.json"


def pixels_digest(pixels: Pixels | FloatPixels) -> str:
    """Return a hash of a picture's size and content, as hexadecimal digits."""
    return hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).hexdigest()


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
