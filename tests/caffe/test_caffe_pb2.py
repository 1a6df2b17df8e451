import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool

from dreamstream.caffe import caffe_pb2

ROOT = Path(__file__).parents[2]
PROTO = "dreamstream/caffe/caffe.proto"


def descriptor_line(module):
    return next(line for line in module.read_text().splitlines() if line.startswith("DESCRIPTOR = "))


def test_the_generated_module_is_what_the_proto_file_says(tmp_path):
    pytest.importorskip("grpc_tools")
    command = [sys.executable, "-m", "grpc_tools.protoc", "--proto_path=.", f"--python_out={tmp_path}", PROTO]
    subprocess.run(command, cwd=ROOT, check=True)
    assert descriptor_line(tmp_path / "dreamstream/caffe/caffe_pb2.py") == descriptor_line(Path(caffe_pb2.__file__))


def test_the_originals_own_messages_may_be_loaded_beside_ours():
    theirs = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")
    theirs.message_type.add(name="NetParameter")
    descriptor_pool.Default().AddSerializedFile(theirs.SerializeToString())
    assert (
        descriptor_pool.Default().FindMessageTypeByName("caffe.NetParameter") is not caffe_pb2.NetParameter.DESCRIPTOR
    )
