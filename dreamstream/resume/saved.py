"""The state of a render in a file: all that a later run needs to go on as if nothing had been."""

import json
import os
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from dreamstream.dreaming import DreamState
from dreamstream.errors import SinkError
from dreamstream.resume.facts import Facts
from dreamstream.sinks.resumable import Piece
from dreamstream.sources.base import Mark
from dreamstream.steering.past import Past

_ABOUT = "about"
_DREAM = "dream."


@dataclass(frozen=True, slots=True, eq=False)
class Saved:
    """A render after so many frames. Its file is NumPy's .npz: a text in JSON, and the arrays of the dream's state."""

    facts: Facts
    """What it is made from."""
    last: Mark
    """The last frame that has been dreamed, as it came in."""
    dream: DreamState
    """After it."""
    pieces: tuple[Piece, ...]
    """Where the output is; they hold more than ``frames``."""
    past: Past
    """What hands did in all that these hold."""

    @property
    def frames(self) -> int:
        """Return how many have been dreamed: the index of the next one."""
        return self.last.index + 1

    def write(self, path: Path) -> None:
        """Put it in place of what ``path`` held, in one step that a power cut can't halve.

        Raises:
            OSError: it can't be written; what was there still is.
        """
        about = {
            "facts": dict(self.facts),
            "last": _plain(self.last),
            "pieces": list(map(_plain, self.pieces)),
            "past": self.past.tables(),
        }
        state = {name: value for name, value in _values(self.dream).items() if value is not None}
        new = new_path(path)
        try:
            with new.open("wb") as file:
                np.savez(file, allow_pickle=False, **{_ABOUT: np.array(json.dumps(about)), **state})
                file.flush()
                os.fsync(file.fileno())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote.

        Raises:
            SinkError: it can't be read, or is something else.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as entries:
                arrays: dict[str, NDArray[Any]] = dict(entries)
            about = json.loads(str(arrays.pop(_ABOUT)))
            pieces = tuple(Piece(**_read(each)) for each in about["pieces"])
            past = Past.parse(about["past"])
            return cls(about["facts"], Mark(**_read(about["last"])), _dream(arrays), pieces, past)
        except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise SinkError(f"{path} can't be gone on with ({error}); begin anew with --overwrite (-y)") from error


def new_path(path: Path) -> Path:
    """Return where a file lies until it takes the place of ``path``."""
    return path.with_name(f"{path.name}.new")


def _plain(value: Piece | Mark) -> dict[str, Any]:
    return {name: str(each) if isinstance(each, Fraction) else each for name, each in asdict(value).items()}


def _read(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {name: Fraction(each) if name.endswith("_seconds") else each for name, each in plain.items()}


def _values(state: DreamState) -> dict[str, Any]:
    return {_DREAM + field.name: getattr(state, field.name) for field in fields(state)}


def _dream(arrays: Mapping[str, NDArray[Any]]) -> DreamState:
    values: dict[str, Any] = {
        name.removeprefix(_DREAM): array if array.ndim else array.item() for name, array in arrays.items()
    }
    return DreamState(**values)
