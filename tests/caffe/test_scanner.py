import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.scanner import ForeignField, scan


def foreign_names(text):
    return [field.name for field in scan(text).foreign_fields]


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
    assert scan(text).lines == (2, 3, 7, 9, 10)


@given(st.lists(st.sampled_from(["\n", " # { layer <\n", 'input: "} {\\""\n', "input_shape { dim: 1 }\n"])))
def test_lines_are_found_whatever_stands_between_the_records(between):
    text = "".join(f"{piece}\nlayer {{ name: '#' }}\n" for piece in between)
    expected = tuple(number for number, line in enumerate(text.split("\n"), 1) if line.startswith("layer"))
    assert scan(text).lines == expected


def test_a_foreign_field_leaves_spaces_and_is_told_with_its_line_and_its_layers_type():
    text = """\
default_forward_type: FLOAT16
layer {
  name: "a" prior_box_param {
    order: [0, 2]  # a comment
  } type: "PriorBox"
}
"""
    scanned = scan(text)
    assert scanned.foreign_fields == (
        ForeignField("default_forward_type", 1, ""),
        ForeignField("prior_box_param", 3, "PriorBox"),
    )
    assert scanned.text.split() == ["layer", "{", "name:", '"a"', "type:", '"PriorBox"', "}"]
    assert scanned.text.rindex("type:") == text.rindex("type:")


@pytest.mark.parametrize(
    "value",
    ["x: 1", 'x: "a" "b"', "x: [1, 2]", "x {}", "x: < a: 'b' >", "x [ { a: [1] }, {} ]", "x: -1.5e3;", "x: TRUE,"],
)
def test_a_foreign_field_ends_with_its_value(value):
    text = f'layer {{ name: "a" {value} type: "b" }}'
    assert scan(text).text == text.replace(value, " " * len(value))


@pytest.mark.parametrize(
    ("record", "names"),
    [
        ("layer { roi_pooling_param { } }", ["roi_pooling_param"]),
        ("layer { convolution3d_param { } hswish_param { } }", ["convolution3d_param", "hswish_param"]),
        ("layer { hswish_param { } engine: 'MKL' }", ["hswish_param", "engine"]),
        ("layer { blobs_lr: 1 }", ["blobs_lr"]),
        ("layers { blobs_lr: 1 batch_norm_param { } }", ["batch_norm_param"]),
        ("layers { layer { meanvalue: 1 kernelsize: 3 } }", ["meanvalue"]),
        ("layer { poling_param { } botom: 'a' tpye: 'b' convolutoin_param { } scale { } }", []),
        ("layers { layer { kernel_size: 3 } }", []),
        ("layer { pooling_param { somebodys: 3 } }", []),
        ("layer { somebodys { hswish_param { } } }", ["somebodys"]),
        ("inputs: 'a' layr { }", []),
        ("layer { layer { } } layers { layers { } }", []),
    ],
)
def test_misspelt_names_and_fields_further_inside_are_left_to_the_parser(record, names):
    assert foreign_names(record) == names


def test_a_v1_type_that_the_enum_lacks_is_kept_by_the_records_index():
    text = 'layers { type: RELU } layers { name: "a" type: SYMRELU } layers { type: "RELU" } layer { type: OTHER }'
    scanned = scan(text)
    assert scanned.foreign_types == {1: "SYMRELU"}
    assert scanned.text == text.replace("type: SYMRELU", " " * 13)


@pytest.mark.parametrize(
    "text",
    [
        "layer {",
        "somebodys {",
        "somebodys: }",
        "layer { somebodys: { > }",
        "somebodys",
        "somebodys 3",
        "{ somebodys: 1 }",
    ],
)
def test_what_is_broken_is_left_to_the_parser(text):
    scanned = scan(text)
    assert (scanned.text, scanned.foreign_fields) == (text, ())


PIECES = st.sampled_from(
    ["layer", "layers", "type", "x", " ", ":", "{", "}", "<", ">", "[", "]", ",", '"', "'", "#", "\n"]
)


@given(st.lists(PIECES | st.text(max_size=3)).map("".join))
def test_any_text_keeps_its_length_and_its_lines(text):
    scanned = scan(text)
    assert len(scanned.text) == len(text)
    assert [len(line) for line in scanned.text.split("\n")] == [len(line) for line in text.split("\n")]
    if not scanned.foreign_fields and not scanned.foreign_types:
        assert scanned.text == text


def test_nesting_may_be_as_deep_as_it_likes():
    depth = 10_000
    assert foreign_names(f"layer {{ x {'{ y ' * depth}{'}' * depth} }}") == ["x"]
    assert foreign_names("layer { x " * depth) == []
