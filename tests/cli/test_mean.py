"""A mean is three numbers, or Caffe's own file of it."""

import numpy as np
import pytest

from dreamstream.caffe.caffe_pb2 import BlobProto
from dreamstream.cli.mean import read_mean
from dreamstream.errors import UsageError, WeightsError


def test_numbers_are_blue_green_and_red():
    assert read_mean("104,117,122.5") == (104, 117, 122.5)
    with pytest.raises(UsageError, match="--mean: '1,2' is not blue, green and red levels"):
        read_mean("1,2")


def test_a_file_gives_the_mean_of_its_channels(tmp_path):
    path = tmp_path / "mean.binaryproto"
    path.write_bytes(BlobProto(num=1, channels=3, height=2, width=2, data=np.repeat([1, 2, 3], 4)).SerializeToString())
    assert read_mean(str(path)) == (1, 2, 3)
    with pytest.raises(WeightsError, match="does not exist"):
        read_mean(str(tmp_path / "none.binaryproto"))
