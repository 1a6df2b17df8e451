"""Models of the user's own, kept under a name in the models folder."""

import re
import shutil
import tempfile
from pathlib import Path

import tomli_w

from dreamstream.errors import UsageError
from dreamstream.models.card import OWN_CARD, ModelCard, built_in_names, find_model
from dreamstream.models.folder import models_folder
from dreamstream.models.part import writing
from dreamstream.models.verify import check_fit


def add_model(
    name: str,
    prototxt: Path,
    caffemodel: Path,
    *,
    mean_bgr: tuple[float, float, float] | None = None,
    licence: str = "",
    overwrite: bool = False,
) -> ModelCard:
    """Copy a model's two files into the models folder, so that it goes by ``name`` from then on; return its card.

    ``mean_bgr`` is in grey levels, without it 104, 117, 123. What is written is whole or not there at all.

    Raises:
        UsageError: the name is no plain one, or is taken; ``overwrite`` replaces a model of the user's own.
        ModelError: a file can't be read, or the weights do not fit the prototxt.
        FetchError: the models folder can't be written.
    """
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name, re.ASCII):
        raise UsageError(f"'{name}' can't be a model's name; use letters, digits, '.', '_' and '-'")
    home = models_folder() / name
    if name in built_in_names():
        raise UsageError(f"'{name}' is a model that comes with dreamstream; choose another name")
    if home.exists() and not (overwrite and (home / OWN_CARD).is_file()):
        raise UsageError(f"{home} exists; choose another name, or replace a model of your own with --overwrite (-y)")
    check_fit(prototxt, caffemodel)
    table = {"prototxt": f"{name}.prototxt", "weights": f"{name}.caffemodel"}
    card = {**table, **({"mean_bgr": list(mean_bgr)} if mean_bgr else {}), **({"licence": licence} if licence else {})}
    with writing(home):
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}.", dir=home.parent) as folder:
            made = Path(folder, "new")
            made.mkdir()
            shutil.copyfile(prototxt, made / table["prototxt"])
            shutil.copyfile(caffemodel, made / table["weights"])
            (made / OWN_CARD).write_text(tomli_w.dumps(card), encoding="utf-8")
            if home.exists():
                home.rename(Path(folder, "old"))
            made.rename(home)
    return find_model(name)
