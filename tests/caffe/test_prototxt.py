import pytest

from dreamstream.caffe.caffe_pb2 import BlobProto, LayerParameter, NetParameter
from dreamstream.caffe.prototxt import read_prototxt
from dreamstream.errors import PrototxtError

BINARY = NetParameter(name="net", layer=[LayerParameter(name="conv", type="Convolution")]).SerializeToString()


def refusal(path):
    with pytest.raises(PrototxtError) as caught:
        read_prototxt(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "complaint"),
    [
        (
            "layer {\n  convolution_param {\n    kernal_size: 3 } }",
            3,
            5,
            'Message type "ConvolutionParameter" has no field named "kernal_size"; did you mean \'kernel_size\'?',
        ),
        (
            "layer {\n  botom: 'data' }",
            2,
            3,
            'Message type "LayerParameter" has no field named "botom"; did you mean \'bottom\'?',
        ),
        ("layer { name: 3 }", 1, 15, "Expected string but found: '3'"),
        (
            'layer { type: "Pooling"\n pooling_param { pool: BEST } }',
            2,
            24,
            'Enum type "PoolingParameter.PoolMethod" has no value named BEST',
        ),
        ("input_dim: 99999999999", 1, 12, "Value out of range: 99999999999"),
        ("layer {", 1, 7, 'Expected "}"'),
    ],
)
def test_broken_grammar_is_told_with_line_and_column(tmp_path, text, line, column, complaint):
    path = tmp_path / "net.prototxt"
    path.write_text(text)
    error = refusal(path)
    assert str(error) == f"{path}, line {line}, column {column}: {complaint}"
    assert (error.line, error.column) == (line, column)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "is empty"),
        (b"# only a comment\n", "describes no layers"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "is not a prototxt: it holds binary data, not text"),
        (BINARY[:-5], "it holds binary data, not text, and is no whole caffemodel either"),
        (b"\x13" * 1000, "it holds binary data"),
        (b'layer { name: "\x00" }', "it holds binary data"),
        (BlobProto(num=1, data=[1.5]).SerializeToString(), "describes no layers"),
        (b"\x1f\x8b\x08\x00", "is packed with gzip; unpack it first, with: gunzip net.prototxt"),
        (b'layer { name: "a" } layers { name: "b" }', "mixes 'layer' and 'layers' records"),
    ],
)
def test_what_is_no_prototxt_is_told_in_one_sentence(tmp_path, data, complaint):
    path = tmp_path / "net.prototxt"
    path.write_bytes(data)
    assert str(refusal(path)).startswith(f"{path} ")
    assert complaint in str(refusal(path))


def test_a_binary_file_is_known_by_its_content(tmp_path):
    path = tmp_path / "net.prototxt"
    path.write_bytes(BINARY)
    prototxt = read_prototxt(path)
    assert prototxt.net == NetParameter.FromString(BINARY)
    assert prototxt.lines == ()


def test_a_missing_file_and_a_folder_are_told_by_name(tmp_path):
    assert str(refusal(tmp_path / "net.prototxt")) == f"{tmp_path / 'net.prototxt'} does not exist"
    assert str(refusal(tmp_path)).startswith(f"{tmp_path} can't be read: ")


def test_a_file_over_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "net.prototxt"
    with path.open("wb") as file:
        file.truncate(2**31)
    assert str(refusal(path)) == f"{path} is larger than 2 GB, which no Caffe file can be"


def test_comments_may_be_in_any_encoding(tmp_path):
    path = tmp_path / "net.prototxt"
    path.write_bytes('# größe\nlayer { name: "a" }'.encode("latin-1"))
    assert read_prototxt(path).net.layer[0].name == "a"


def test_what_only_a_fork_knows_is_left_out_with_one_warning_a_name(tmp_path, caplog):
    path = tmp_path / "net.prototxt"
    path.write_text(
        """
        layer { name: "a" type: "PriorBox" prior_box_param { order: 0 } }
        layer { name: "b" type: "PriorBox" prior_box_param { order: 1 } engine: MKL }
        default_forward_type: FLOAT16
        """
    )
    assert [layer.name for layer in read_prototxt(path).net.layer] == ["a", "b"]
    assert caplog.messages == [
        f"{path}, line 2: the field 'prior_box_param' of a layer of type PriorBox is not Caffe's own and is left out",
        f"{path}, line 3: the field 'engine' of a layer of type PriorBox is not Caffe's own and is left out",
        f"{path}, line 4: the field 'default_forward_type' of the network is not Caffe's own and is left out",
    ]


def test_lines_and_columns_after_what_is_left_out_are_the_files_own(tmp_path):
    path = tmp_path / "net.prototxt"
    path.write_text("layer {\n  prior_box_param {\n order: 0 } bottom: 3\n}")
    assert (refusal(path).line, refusal(path).column) == (3, 21)


@pytest.mark.parametrize(
    "text",
    [
        "layer { " * 5_000,
        "layer { " * 5_000 + "}" * 5_000,
        "layer { pooling_param { " + "x { " * 5_000,
        "layer: " + "[" * 5_000,
        "layer { top: " + "9" * 5_000 + " }",
        'layer { top: "' + "\\u" * 5_000,
        "layer { [some.extension] { } }",
        "layer { type: 'a' type: 'b' }",
    ],
    ids=lambda text: text[:40],
)
def test_hostile_text_ends_in_one_short_sentence(tmp_path, text):
    path = tmp_path / "net.prototxt"
    path.write_text(text)
    error = refusal(path)
    assert error.line == 1
    assert error.column is not None
    complaint = str(error).removeprefix(f"{path}, line 1, column {error.column}: ")
    assert 0 < len(complaint) < 300
    assert ". " not in complaint
