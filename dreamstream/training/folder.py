"""A user's own pictures: a folder of folders, one per subject."""

import hashlib
import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from dreamstream.errors import SourceError, UsageError
from dreamstream.frame import Pixels
from dreamstream.sources.picture import read_picture
from dreamstream.training import motifs
from dreamstream.training.dataset import NONE, Dataset, Part, Shares

logger = logging.getLogger("dreamstream")

FEWEST_PICTURES = 20
"""Per subject; with fewer a network learns the pictures rather than what they show."""

_HELD_OUT_EVERY = 8
_CROPS_AT_ONCE = {Part.TRAINING: 16, Part.HELD_OUT: 1}
"""Neighbouring examples that come from one file: many to learn from, so that it is decoded once for all of them, and
one to be judged by, as of these there are few and every class has to be among them."""
_LONGEST_SIDE_IN_CROPS = 4
"""Files are shrunk to this many times the size of an example."""
_FILES_KEPT = 64
_SMALLEST_CROP = 0.35
"""Side of the smallest crop, as a share of the picture's short side."""


@dataclass(frozen=True)
class Subject:
    """One class of pictures."""

    name: str
    training: tuple[Path, ...]
    held_out: tuple[Path, ...]


@dataclass(frozen=True)
class Folder(Dataset):
    """Square crops, at several scales, of the pictures of every subject, and backgrounds that are drawn."""

    path: Path
    subjects: tuple[Subject, ...]

    @classmethod
    def open(cls, path: Path) -> "Folder":
        """Read every picture in ``path/SUBJECT/`` once, and keep the names of those that can be read.

        What can't be is passed over with a warning. Every eighth picture is held out of training.

        Raises:
            UsageError: there is no such folder, it has fewer than two subjects, or one has too few pictures.
        """
        if not path.is_dir():
            raise UsageError(f"there is no folder '{path}'; give one that holds a folder of pictures per subject")
        folders = sorted(each for each in path.iterdir() if each.is_dir() and not each.name.startswith("."))
        if len(folders) < 2:
            raise UsageError(f"'{path}' needs two folders of pictures or more, one per subject, and has {len(folders)}")
        if any(folder.name == NONE for folder in folders):
            raise UsageError(f"'{path / NONE}': the class '{NONE}' is made by itself; rename or remove this folder")
        return cls(path, tuple(_subject(folder) for folder in folders))

    @property
    def classes(self) -> tuple[str, ...]:
        """The folders' names in order, then ``none``."""
        return (*(subject.name for subject in self.subjects), NONE)

    @property
    def description(self) -> str:
        """How many pictures there are, and a digest of their names and sizes."""
        files = [file for subject in self.subjects for file in (*subject.training, *subject.held_out)]
        listing = "\n".join(f"{file.relative_to(self.path)} {file.stat().st_size}" for file in files)
        digest = hashlib.sha256(listing.encode()).hexdigest()[:12]
        return f"{len(files)} pictures of {len(self.subjects)} subjects ({digest})"

    def example(self, index: int, rng: np.random.Generator, part: Part, size: int) -> tuple[Pixels, Shares]:
        """Return a crop of a picture, or for the last class a background; a few neighbours share their file."""
        turn, number = divmod(index // _CROPS_AT_ONCE[part], len(self.classes))
        shares = np.zeros(len(self.classes), np.float32)
        shares[number] = 1
        if self.classes[number] == NONE:
            return motifs.render(NONE, rng, size), shares
        subject = self.subjects[number]
        files = subject.training if part is Part.TRAINING else subject.held_out
        return _crop(_shrunk(files[turn % len(files)], _LONGEST_SIDE_IN_CROPS * size), rng, size), shares


def _subject(folder: Path) -> Subject:
    files = []
    for file in sorted(each for each in folder.iterdir() if not each.name.startswith(".")):
        try:
            read_picture(file)
        except SourceError as error:
            logger.warning("passed over: %s", error)
        else:
            files.append(file)
    if len(files) < FEWEST_PICTURES:
        raise UsageError(f"'{folder}' holds {len(files)} pictures that can be read; {FEWEST_PICTURES} are needed")
    held_out = tuple(files[_HELD_OUT_EVERY - 1 :: _HELD_OUT_EVERY])
    return Subject(folder.name, tuple(file for file in files if file not in held_out), held_out)


@lru_cache(maxsize=_FILES_KEPT)
def _shrunk(file: Path, long_side: int) -> Pixels:
    pixels = read_picture(file)
    height, width, _ = pixels.shape
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    sides = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, sides, interpolation=cv2.INTER_AREA), np.uint8)


def _crop(pixels: Pixels, rng: np.random.Generator, size: int) -> Pixels:
    height, width, _ = pixels.shape
    short = min(height, width)
    side = max(1, round(short * np.exp(rng.uniform(np.log(_SMALLEST_CROP), 0))))
    top, left = rng.integers(0, height - side + 1), rng.integers(0, width - side + 1)
    square = pixels[top : top + side, left : left + side]
    interpolation = cv2.INTER_AREA if side > size else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(square, (size, size), interpolation=interpolation), np.uint8)
