"""A caffemodel's bytes as float32 arrays by layer name."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from google.protobuf.message import DecodeError

from dreamstream.caffe.caffe_pb2 import BlobProto, NetShell
from dreamstream.caffe.files import LARGEST_BYTES, read_file, text_of
from dreamstream.caffe.spec import Weights
from dreamstream.errors import WeightsError

_RECORD = re.compile(rb"\blayers?\s*:?\s*[{<]")


def read_weights(path: Path) -> dict[str, tuple[Weights, ...]]:
    """Return the blobs of every layer in a caffemodel that has any.

    Arrays are float32 in the file's shapes, except that a vector of the four-number form, (1, 1, 1, N), comes
    as (N,). Raises WeightsError when the file is damaged or is no caffemodel.
    """
    data = read_file(path, WeightsError)
    try:
        net = NetShell.FromString(data)
    except DecodeError as failure:
        raise WeightsError(f"{path} is not a whole caffemodel: {_diagnosis(data)}") from failure
    if not (net.layer or net.layers):
        raise WeightsError(f"{path} is not a caffemodel: {_diagnosis(data)}")
    return {
        name: tuple(_blob_in_layer(blob, path, name, index) for index, blob in enumerate(blobs))
        for name, blobs in _blobs_by_layer(net)
        if blobs
    }


def blob_array(blob: BlobProto, error: Callable[[str], WeightsError]) -> Weights:
    """Return a blob's values in its declared shape; raise ``error`` when the two do not agree."""
    shape = _declared_shape(blob)
    values = blob.double_data if blob.double_data else blob.data
    # Counted before anything is made, so that a damaged shape can't ask for memory. NumPy multiplies all sizes but
    # zeros, and refuses what comes out too large even where there are no values.
    too_large = math.prod(size for size in shape if size) > LARGEST_BYTES
    if min(shape, default=1) < 0 or too_large or math.prod(shape) != len(values):
        raise error(f"is declared {shape_text(shape)} but holds {len(values)} values")
    return np.asarray(values, dtype=np.float32).reshape(shape)


def shape_text(shape: Iterable[int | None]) -> str:
    """Return a shape for an error's sentence: ``64 x ? x 7 x 7`` where None is an unknown size."""
    return " x ".join("?" if size is None else str(size) for size in shape) or "a single number"


def _blobs_by_layer(net: NetShell) -> Iterator[tuple[str, tuple[BlobProto, ...]]]:
    for layer in net.layer:
        yield text_of(layer.name), tuple(layer.blobs)
    for old in net.layers:
        yield text_of(old.name or old.layer.name), tuple(old.blobs) or tuple(old.layer.blobs)


def _blob_in_layer(blob: BlobProto, path: Path, layer: str, index: int) -> Weights:
    return blob_array(blob, lambda complaint: WeightsError(f"{path}: layer '{layer}' blob {index} {complaint}"))


def _declared_shape(blob: BlobProto) -> tuple[int, ...]:
    if any(blob.HasField(name) for name in ("num", "channels", "height", "width")):
        shape = (blob.num, blob.channels, blob.height, blob.width)
        return shape[3:] if shape[:3] == (1, 1, 1) else shape
    # Caffe writes the shape of a lone number, which has no dimensions, as no shape at all.
    return tuple(blob.shape.dim)


def _diagnosis(data: bytes) -> str:
    if data.startswith(b"\x89HDF"):
        return "it is an HDF5 snapshot; have Caffe save it as a binary one"
    if data[:256].isascii() and data[:256].decode("ascii").replace("\n", " ").replace("\r", " ").isprintable():
        return "it is a prototxt, and the caffemodel comes second" if _RECORD.search(data) else "it holds text"
    return "it is damaged or cut short; download it again"
