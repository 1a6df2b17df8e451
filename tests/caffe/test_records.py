import pytest

from dreamstream.caffe.caffe_pb2 import LayerParameter
from dreamstream.caffe.prototxt import read_prototxt
from dreamstream.caffe.records import records_in_test_phase
from dreamstream.errors import PrototxtError


@pytest.fixture
def records(tmp_path):
    def read(text):
        path = tmp_path / "net.prototxt"
        path.write_text(text)
        return records_in_test_phase(read_prototxt(path))

    return read


def test_records_of_every_generation_come_in_todays_form_with_their_own_lines(records):
    new = records('layer { name: "a" type: "TanH" }\nlayer { name: "b" type: "ReLU" }')
    v1 = records('layers { name: "a" type: TANH }\nlayers { name: "b" type: RELU }')
    v0 = records('layers { layer { name: "a" type: "tanh" } }\nlayers { layer { name: "b" type: "relu" } }')
    assert [record.layer for record in new] == [record.layer for record in v1] == [record.layer for record in v0]
    assert [record.line for record in new] == [record.line for record in v1] == [record.line for record in v0] == [1, 2]


def test_the_lines_of_v0_records_are_right_after_a_padding_layer_has_gone(records):
    padding = 'layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "data" top: "pad" }'
    (conv,) = records(padding + '\nlayers { layer { name: "conv" type: "conv" } bottom: "pad" top: "conv" }')
    assert (conv.layer.bottom, conv.layer.convolution_param.pad, conv.line) == (["data"], [1], 2)


def test_a_v1_type_of_a_fork_stays_as_it_is(records):
    (record,) = records('layers { name: "a" type: SYMRELU bottom: "x" top: "y" }')
    assert record.layer == LayerParameter(name="a", type="SYMRELU", bottom=["x"], top=["y"])


@pytest.mark.parametrize(
    ("rules", "runs"),
    [
        ("", True),
        ("include { phase: TEST }", True),
        ("include { phase: TRAIN }", False),
        ("include { phase: TRAIN } include { phase: TEST }", True),
        ("include { }", True),
        ("exclude { phase: TEST }", False),
        ("exclude { phase: TRAIN }", True),
        ("include { min_level: 2 }", True),
        ("include { min_level: 3 }", False),
        ("include { max_level: 1 }", False),
        ('include { stage: "deploy" }', True),
        ('include { stage: "deploy" stage: "other" }', False),
        ('include { not_stage: "deploy" }', False),
        ('exclude { stage: "other" }', True),
    ],
)
def test_rules_are_judged_in_the_test_phase_with_the_files_level_and_stages(records, rules, runs):
    state = 'state { phase: TRAIN level: 2 stage: "deploy" }'
    assert bool(records(f'{state} layer {{ name: "a" type: "ReLU" {rules} }}')) is runs


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('layer { name: "a" }', "layer 'a' has no type"),
        ('layers { name: "a" }', "layer 'a' has no type"),
        ('layers { layer { name: "a" } }', "layer 'a' has no type"),
        (
            'layers { layer { name: "a" type: "relu" pad: 1 } }',
            "layer 'a' has a pad, which no layer of type relu",
        ),
        (
            'layers { layer { name: "a" type: "relu" } type: RELU }',
            "layer 'a' has 'type' beside records of",
        ),
        ('layer { name: "a" type: "Clip" clip_param { min: 0 } }', "layer 'a' needs both min and max"),
        (
            'layer { name: "a" type: "ReLU" include { phase: TEST } exclude { phase: TRAIN } }',
            "layer 'a' has both include and exclude rules",
        ),
    ],
)
def test_a_record_that_makes_no_sense_is_named_with_its_line(records, text, complaint):
    with pytest.raises(PrototxtError, match="line 2: ") as caught:
        records(f"\n{text}")
    assert complaint in str(caught.value)
    assert caught.value.line == 2
