"""Damaged and malicious files: each is read or refused in one sentence, in bounded time and memory."""

import re
import select
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dreamstream.caffe.caffe_pb2 import NetParameter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")

LONGEST_SECONDS = 30
GOLDEN = Path(__file__).parents[1] / "golden"


class Reader:
    """The process that reads, kept over many files; a crash, a hang or a death fails the test."""

    def __init__(self, folder):
        self.prototxt, self.caffemodel = folder / "net.prototxt", folder / "net.caffemodel"
        script = Path(__file__).with_name("hostile_reader.py")
        self.process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def close(self):
        """End the process, and fail if it had imported PyTorch."""
        with self.process:
            self.process.stdin.close()
            assert self.process.wait() == 0

    def read(self, prototxt, caffemodel=None):
        """Return ``read`` or ``refused SENTENCE``."""
        self.prototxt.write_bytes(prototxt)
        self.caffemodel.write_bytes(caffemodel or b"")
        self.process.stdin.write(f"{self.prototxt}\t{self.caffemodel if caffemodel is not None else ''}\n")
        self.process.stdin.flush()
        if not select.select([self.process.stdout], [], [], LONGEST_SECONDS)[0]:
            self.process.kill()
            pytest.fail(f"no answer within {LONGEST_SECONDS} s")
        answer = self.process.stdout.readline().rstrip("\n")
        assert answer.startswith(("read", "refused ")), answer or f"the process died, {self.process.wait()}"
        assert "\\n" not in answer, f"not one sentence: {answer}"
        return answer


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    reader = Reader(tmp_path_factory.mktemp("hostile"))
    yield reader
    reader.close()


def valid_files():
    """Pairs of files of every format, which mutation starts from."""
    for name in ("nets/dream_loop", "formats/v1_format", "layers/residual_inplace"):
        with np.load(GOLDEN / f"{name}.npz") as arrays:
            yield str(arrays["prototxt"]).encode(), arrays["caffemodel"].tobytes()
    yield FIRST_FORMAT, b""


FIRST_FORMAT = b"""
name: "first" input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "pad" }
layers { layer { name: "conv" type: "conv" num_output: 2 kernelsize: 3 biasterm: true } bottom: "pad" top: "conv" }
layers { layer { name: "relu" type: "relu" } bottom: "conv" top: "conv" }
"""
VALID = tuple(valid_files())

HOSTILE_NUMBERS = ("-1", "0", "1", "3", "2147483647", "4294967295", "-9223372036854775808", "1e400", "nan", "0x7f")
WORDS = (
    *("layer {", "layers {", "}", "{", "<", ">", "top: 'data'", "bottom: 'nothing'", "input: 'data'", "input_dim: -5"),
    *("type: 'Mystery'", "type: 3", "convolution_param {", "blobs { data: 1 }", "\x00", "'", '"', "#", "\\", "[", ","),
    *("include { phase: TRAIN }", "layer { layer {", "input_shape { dim: 99999999999 }", "\N{SNOWMAN}", "name: ''"),
)
NAMES = st.sampled_from(["data", "a", "b", "c", "", "a/b", "nothing"])
TYPES = st.sampled_from(
    [
        *("Input", "Convolution", "Deconvolution", "InnerProduct", "Pooling", "LRN", "Slice", "Concat", "Reshape"),
        *("DummyData", "Data", "MemoryData", "ImageData", "Python", "Mystery", "Split", "Silence", "Clip", ""),
    ]
)
NUMBERS = st.sampled_from(HOSTILE_NUMBERS)


@st.composite
def mutated(draw, data):
    """A valid file with pieces cut, doubled, overwritten or inserted."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.one_of(st.integers(0, 8), st.integers(0, len(data))))
        piece = data[start : start + length]
        insert = draw(
            st.one_of(
                st.binary(max_size=8),
                st.sampled_from(WORDS).map(str.encode),
                NUMBERS.map(str.encode),
                st.just(piece * 2),
                st.just(b""),
            )
        )
        data = data[:start] + insert + data[start + length :]
    return data


@st.composite
def prototxts(draw):
    """Records of any wiring, types and numbers, in the grammar of the text format."""

    def fields(name, values, most):
        return "".join(f" {name}: {value}" for value in draw(st.lists(values, max_size=most)))

    quoted = NAMES.map(lambda name: f'"{name}"')
    text = fields("input", quoted, 2) + fields("input_dim", NUMBERS, 5)
    for _ in range(draw(st.integers(0, 6))):
        shape = f"{{ shape {{{fields('dim', NUMBERS, 4)} }} }}"
        window = (
            f"{{{fields('num_output', NUMBERS, 1)}{fields('kernel_size', NUMBERS, 3)}{fields('group', NUMBERS, 1)} }}"
        )
        kind = draw(TYPES)
        text += f'\n{draw(st.sampled_from(["layer", "layer", "layers"]))} {{ name: {draw(quoted)} type: "{kind}"'
        text += fields("bottom", quoted, 3) + fields("top", quoted, 3)
        text += draw(
            st.sampled_from(
                [
                    *("", f" input_param {shape}", f" reshape_param {shape}", f" dummy_data_param {shape}"),
                    *(f" convolution_param {window}", f" inner_product_param {{{fields('num_output', NUMBERS, 1)} }}"),
                    *(" include { phase: TEST }", " exclude { phase: TEST }", " clip_param { min: 1 }"),
                ]
            )
        )
        text += " }"
    return text.encode()


@st.composite
def caffemodels(draw):
    """Blobs of any declared shape, which their few values need not fill."""
    sizes = st.sampled_from([-(2**63), -1, 0, 1, 2, 3, 2**31 - 1, 2**62])
    net = NetParameter()
    for _ in range(draw(st.integers(0, 3))):
        layer = draw(st.sampled_from([net.layer, net.layers])).add(name=draw(NAMES))
        for _ in range(draw(st.integers(0, 3))):
            blob = layer.blobs.add()
            blob.shape.dim.extend(draw(st.lists(sizes, max_size=5)))
            for name in draw(st.sets(st.sampled_from(["num", "channels", "height", "width"]))):
                setattr(blob, name, max(-(2**31), min(draw(sizes), 2**31 - 1)))
            getattr(blob, draw(st.sampled_from(["data", "double_data"]))).extend([1.5] * draw(st.integers(0, 20)))
    return net.SerializeToString()


@st.composite
def hostile_pairs(draw):
    """A prototxt and a caffemodel, at least one of them not as Caffe would have it."""
    prototxt, caffemodel = draw(st.sampled_from(VALID))
    kind = draw(st.sampled_from(["text", "weights", "mutated text", "mutated weights", "bytes"]))
    if kind == "text":
        prototxt = draw(prototxts())
    elif kind == "weights":
        caffemodel = draw(caffemodels())
    elif kind == "mutated text":
        prototxt = draw(mutated(prototxt))
    elif kind == "mutated weights":
        caffemodel = draw(mutated(caffemodel))
    else:
        prototxt, caffemodel = draw(st.binary(max_size=200)), draw(st.binary(max_size=200))
    return prototxt, draw(st.sampled_from([caffemodel, None]))


def read_many(reader, examples):
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(pair=hostile_pairs())
    def read(pair):
        reader.read(*pair)

    read()


def test_hostile_files_are_read_or_refused(reader):
    read_many(reader, 500)


@pytest.mark.nightly
@pytest.mark.timeout(3600)
def test_very_many_hostile_files_are_read_or_refused(reader):
    read_many(reader, 20_000)


def layer(text):
    return f"layer {{ {text} }}\n".encode()


RELU = 'name: "{0}" type: "ReLU" bottom: "{1}" top: "{2}"'.format
INPUT = b'input: "data"\n'


@pytest.mark.parametrize(
    ("prototxt", "complaint"),
    [
        (INPUT + layer(RELU("a", "b", "a")) + layer(RELU("b", "a", "b")), "line 2: .* reads blob 'b', which nothing"),
        (INPUT + layer(RELU("a", "a", "a")), "reads blob 'a', which nothing before it writes"),
        (INPUT + layer(RELU("a", "data", "a")) + layer(RELU("a", "a", "b")), "has the name of the layer on line 2"),
        (INPUT + layer(RELU("a", "data", "a")) + layer(RELU("b", "data", "a")), "writes blob 'a' anew"),
        (INPUT + b'input_dim: -3 input_dim: 1 input_dim: 1 input_dim: 1 layer { type: "ReLU" }', "negative size"),
        (b"layer { " * 5000, "line 1, column 9: .* no field named"),
        (b"layer { " + b"odd_param { " * 5000, "line 1, column 9"),
        (b"\x1f\x8b\x08" + bytes(9), "packed with gzip"),
        (b"input: '" + b"a" * 10_000_000, "line 1, column 8: .*"),
    ],
)
def test_what_no_network_can_be_is_refused_by_name(reader, prototxt, complaint):
    assert re.match(f"refused .*{complaint}", reader.read(prototxt))


def test_a_declared_shape_asks_for_no_memory(reader):
    net = NetParameter()
    blob = net.layer.add(name="conv").blobs.add(data=[1.0, 2.0])
    blob.shape.dim.extend([2**40, 2**20])
    answer = reader.read(VALID[0][0], net.SerializeToString())
    assert "is declared 1099511627776 x 1048576 but holds 2 values" in answer


def test_ten_thousand_layers_are_only_a_long_network(reader):
    chain = [layer(RELU("l0", "data", "l0")), *(layer(RELU(f"l{n}", f"l{n - 1}", f"l{n}")) for n in range(1, 10_000))]
    assert reader.read(INPUT + b"".join(chain)) == "read"
