"""What was done by hand, kept beside the film: the acts as a recipe that renders it again, and snapshots."""

import logging
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import cv2

from dreamstream.errors import UsageError
from dreamstream.frame import Frame
from dreamstream.recipe import Recipe
from dreamstream.tables import Act

_logger = logging.getLogger("dreamstream")

_SUFFIX = ".acts.toml"


class Recording:
    """Writes beside a film, and never over a file that is there.

    Args:
        stem: the film's path without its extension.
    """

    def __init__(self, stem: Path) -> None:
        self._stem = stem
        self.path: Path | None = None
        """The recipe's; None before there is one."""

    @property
    def name(self) -> str:
        """Return the name of the recipe, as far as that is known before there is one."""
        return (self.path or _free(self._stem, _SUFFIX)).name

    def go_on(self, name: str, recipe: Recipe, frames: int) -> tuple[Act, ...]:
        """Go on with the recipe that an earlier run of ``recipe`` has kept, and return what hands did from a frame on.

        What a budget picked there is left out: it picks again. A recipe that can't be read is told of and left alone.
        """
        path = self._stem.with_name(name)
        if not path.exists():
            return ()
        try:
            acts = Recipe.load(path).act or ()
        except UsageError as error:
            _logger.warning("%s; what was done by hand from frame %d on is not done again", error, frames)
            return ()
        self.path = path
        own = recipe.act or ()
        return tuple(act for act in acts if act.frame >= frames and act.limit is None and act not in own)

    def keep(self, recipe: Recipe, acts: Sequence[Act], frames: int | None = None) -> None:
        """Write ``recipe`` with these acts besides its own, and with how many ``frames`` there are where it is known.

        What can't be written is told by a warning, for the film goes on.
        """
        source = recipe.source if frames is None else recipe.source.model_copy(update={"frames": frames})
        steered = recipe.model_copy(update={"source": source}).acted(acts)
        try:
            path = self.path or _free(self._stem, _SUFFIX)
            # In one step: of what was done before, a process that is killed now shall lose nothing.
            new = path.with_name(f"{path.name}.new")
            new.write_text(steered.dump(), encoding="utf-8")
            new.replace(path)
            self.path = path
        except OSError as error:
            _logger.warning("the acts can't be written: %s", error)

    def drop(self) -> None:
        """Delete the recipe, if there is one: nothing that was done is in the film."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
            self.path = None

    def snapshot(self, frame: Frame) -> str:
        """Write a frame as PNG, and return in words where it is."""
        path = _free(self._stem.with_name(f"{self._stem.name}-{frame.index:06}"), ".png")
        _, encoded = cv2.imencode(".png", cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2BGR))
        try:
            path.write_bytes(encoded.tobytes())
        except OSError as error:
            return f"no snapshot: {error}"
        return f"saved {path.name}"


def _free(stem: Path, suffix: str) -> Path:
    """Return ``stem`` with the suffix, or with a number before it where that is there."""
    names = (f"{stem.name}{'' if number == 1 else f'-{number}'}{suffix}" for number in count(1))
    return next(path for path in map(stem.with_name, names) if not path.exists())
