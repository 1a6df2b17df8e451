import gzip
import os
import sys
from pathlib import Path

import pytest

from dreamstream.caffe import files
from dreamstream.caffe.files import read_file, replace_file, text_of
from dreamstream.errors import ModelError, WeightsError


def test_a_packed_file_is_not_unpacked_but_told_how_to(tmp_path):
    path = tmp_path / "my net.caffemodel"
    path.write_bytes(gzip.compress(b"weights"))
    with pytest.raises(WeightsError) as caught:
        read_file(path, WeightsError)
    assert str(caught.value) == f"{path} is packed with gzip; unpack it first, with: gunzip 'my net.caffemodel'"


@pytest.mark.parametrize("data", ["größe", "größe".encode(), "größe".encode("utf-8-sig"), "größe".encode("latin-1")])
def test_text_may_be_in_unicode_or_else_in_one_byte_a_letter(data):
    assert text_of(data) == "größe"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no /dev/zero")
def test_no_more_is_read_than_a_caffe_file_can_hold(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_BYTES", 1000)
    with pytest.raises(WeightsError, match="/dev/zero is larger than 2 GB"):
        read_file(Path("/dev/zero"), WeightsError)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders")
def test_a_pipe_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ModelError, match="pipe is a device or a pipe, not a file; name a file to write"):
        replace_file(tmp_path / "pipe", b"")
    assert (tmp_path / "pipe").is_fifo()
