"""Whether a caffemodel is the published one, and belongs to its prototxt."""

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from dreamstream import caffe
from dreamstream.caffe import LayerSpec
from dreamstream.errors import WeightsError

_ALWAYS_WEIGHTED = {"BatchNorm", "Convolution", "Deconvolution", "Embed", "InnerProduct", "PReLU"}
_WEIGHTED_UNLESS_FED = {"Bias", "Scale"}
"""Types whose second bottom, where there is one, stands for their weights."""


def check_published(path: Path, size_bytes: int | None, known_hash: str | None) -> None:
    """Raise WeightsError unless the file has the published size and checksum, as far as they are known."""
    size = path.stat().st_size
    if size_bytes is not None and size != size_bytes:
        raise WeightsError(f"it has {size:,} bytes, not {size_bytes:,}")
    if known_hash is None:
        return
    algorithm, _, wanted = known_hash.partition(":")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, algorithm).hexdigest()
    if found != wanted:
        raise WeightsError(f"its {algorithm} is {found}, not {wanted}")


def check_fit(prototxt: Path, caffemodel: Path) -> None:
    """Raise ModelError unless both files can be read, and the weights are there for every layer, in its shape."""
    for layer in caffe.load(prototxt, caffemodel).layers:
        if not layer.weights and _needs_weights(layer):
            raise WeightsError(f"{caffemodel} holds no weights for layer '{layer.name}' of {prototxt}")


def is_known_good(path: Path, known_hash: str | None) -> bool:
    """Tell whether this very file was checked before, so that half a gigabyte is not read for nothing."""
    try:
        return bool(json.loads(_note(path).read_text(encoding="utf-8")) == _identity(path, known_hash))
    except (OSError, ValueError):
        return False


def remember_good(path: Path, known_hash: str | None) -> None:
    """Note that the file has been checked; where that can't be written it is checked anew each time."""
    with suppress(OSError):
        _note(path).write_text(json.dumps(_identity(path, known_hash)), encoding="utf-8")


def _needs_weights(layer: LayerSpec) -> bool:
    return layer.type in _ALWAYS_WEIGHTED or (layer.type in _WEIGHTED_UNLESS_FED and len(layer.bottoms) == 1)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.checked")


def _identity(path: Path, known_hash: str | None) -> list[str | int | None]:
    status = path.stat()
    return [known_hash, status.st_size, status.st_mtime_ns]
