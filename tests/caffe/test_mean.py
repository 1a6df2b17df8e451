import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.caffe.caffe_pb2 import BlobProto, BlobShape
from dreamstream.errors import WeightsError

PICTURE = np.stack([np.full((4, 5), level, np.float32) for level in (104, 117, 123)])


@pytest.mark.parametrize(
    "blob",
    [
        BlobProto(num=1, channels=3, height=4, width=5, data=PICTURE.ravel()),
        BlobProto(shape=BlobShape(dim=[3, 4, 5]), data=PICTURE.ravel()),
        BlobProto(shape=BlobShape(dim=[1, 3, 4, 5]), double_data=PICTURE.ravel()),
    ],
)
def test_a_mean_picture_gives_its_channels_means(tmp_path, blob):
    path = tmp_path / "mean.binaryproto"
    path.write_bytes(blob.SerializeToString())
    assert caffe.load_mean(path) == (104.0, 117.0, 123.0)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b"\xff\xd8\xff\xe0", "is not a binaryproto mean"),
        (BlobProto(num=1, channels=1, height=2, width=2, data=[0] * 4).SerializeToString(), "three channels"),
        (BlobProto(num=1, channels=3, height=0, width=2).SerializeToString(), "three channels"),
        (BlobProto(num=1, channels=3, height=2, width=2, data=[0]).SerializeToString(), "but holds 1 values"),
    ],
)
def test_what_is_no_mean_is_refused_by_name(tmp_path, data, complaint):
    path = tmp_path / "mean.binaryproto"
    path.write_bytes(data)
    with pytest.raises(WeightsError) as caught:
        caffe.load_mean(path)
    assert str(path) in str(caught.value)
    assert complaint in str(caught.value)
