"""A training mean in Caffe's ``.binaryproto`` form."""

import os
from pathlib import Path

import numpy as np
from google.protobuf.message import DecodeError

from dreamstream.caffe.caffe_pb2 import BlobProto
from dreamstream.caffe.files import read_file
from dreamstream.caffe.weights import blob_array, shape_text
from dreamstream.errors import WeightsError


def load_mean(path: str | os.PathLike[str]) -> tuple[float, float, float]:
    """Return the mean of each channel, blue, green and red, in 0..255, from a mean picture's blob.

    The blob is (1, 3, H, W) or (3, H, W). Raises WeightsError when the file is damaged or holds another shape.
    """
    file = Path(path)
    try:
        blob = BlobProto.FromString(read_file(file, WeightsError))
    except DecodeError as failure:
        raise WeightsError(f"{file} is not a binaryproto mean") from failure
    picture = blob_array(blob, lambda complaint: WeightsError(f"{file}: the mean {complaint}"))
    if picture.ndim == 4 and picture.shape[0] == 1:
        picture = picture[0]
    if picture.ndim != 3 or picture.shape[0] != 3 or not picture.size:
        raise WeightsError(
            f"{file}: the mean is {shape_text(picture.shape)}; three channels by height by width are needed"
        )
    blue, green, red = picture.mean(axis=(1, 2), dtype=np.float64).tolist()
    return blue, green, red
