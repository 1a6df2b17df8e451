import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.caffe_pb2 import LayerParameter, NetParameter
from dreamstream.caffe.prototxt import read_prototxt, record_lines
from dreamstream.errors import PrototxtError

CAFFEMODEL = NetParameter(name="net", layer=[LayerParameter(name="conv", type="Convolution")]).SerializeToString()


def refusal(path):
    with pytest.raises(PrototxtError) as caught:
        read_prototxt(path)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "complaint"),
    [
        (
            "layer {\n  kernal_size: 3\n}",
            2,
            3,
            'Message type "LayerParameter" has no field named "kernal_size"',
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
        (CAFFEMODEL, "it is a caffemodel: give the prototxt first, then the caffemodel"),
        (b'layer { name: "a" } layers { name: "b" }', "mixes 'layer' and 'layers' records"),
    ],
)
def test_what_is_no_prototxt_is_told_in_one_sentence(tmp_path, data, complaint):
    path = tmp_path / "net.prototxt"
    path.write_bytes(data)
    assert str(refusal(path)).startswith(f"{path} ")
    assert complaint in str(refusal(path))


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


def test_a_record_stands_on_the_line_of_its_opening_brace():
    text = """\
name: "layer {"  # layer {
layer { name: "it's } one" include { phase: TEST } }
layer: <
  name: 'two \\' {' lrn_param: < alpha: 1 >
> input_shape { dim: 1 }
layers
{
}
layer: [ {},
  {} ]
"""
    assert record_lines(text) == (2, 3, 7, 9, 10)


@given(st.lists(st.sampled_from(["\n", " # { layer <\n", 'input: "} {\\""\n', "input_shape { dim: 1 }\n"])))
def test_lines_are_found_whatever_stands_between_the_records(between):
    text = "".join(f"{piece}\nlayer {{ name: '#' }}\n" for piece in between)
    expected = tuple(number for number, line in enumerate(text.split("\n"), 1) if line.startswith("layer"))
    assert record_lines(text) == expected
