"""A trained model's files, by its name."""

from dataclasses import dataclass
from pathlib import Path

from dreamstream.errors import OutputExistsError, SinkError

_SUFFIXES = (".prototxt", ".caffemodel", ".toml")


@dataclass(frozen=True)
class ModelFiles:
    """Where a model's files lie."""

    prototxt: Path
    caffemodel: Path
    card: Path
    """TOML: what it is, its data and recipe, how well it does."""

    @classmethod
    def called(cls, name: Path) -> "ModelFiles":
        """Return ``NAME.prototxt`` and so on; in a folder that is there they bear its name."""
        if name.is_dir():
            stem = name / name.resolve().name
        else:
            stem = name.with_suffix("") if name.suffix in _SUFFIXES else name
        return cls(*(stem.with_name(stem.name + suffix) for suffix in _SUFFIXES))

    @property
    def workshop(self) -> Path:
        """Folder of what is needed until the model is finished."""
        return self.prototxt.with_suffix(".training")

    def check(self, *, overwrite: bool) -> None:
        """Find out before any work whether the files may be written.

        Raises:
            OutputExistsError: one is there already.
            SinkError: there is no folder to write into.
        """
        folder = self.prototxt.parent
        if not folder.is_dir():
            raise SinkError(f"there is no folder {folder} to write {self.prototxt.name} into; create it first")
        for path in (self.prototxt, self.caffemodel, self.card):
            if path.exists() and not overwrite:
                raise OutputExistsError(f"{path} exists; use --overwrite (-y) to replace it")
