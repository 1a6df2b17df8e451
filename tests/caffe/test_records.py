import pytest

from dreamstream.caffe.caffe_pb2 import V1LayerParameter
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


def test_every_v1_type_has_a_name_of_today(records):
    names = [name for name, _ in V1LayerParameter.LayerType.items() if name != "NONE"]
    types = [record.layer.type for record in records("".join(f"layers {{ type: {name} }}" for name in names))]
    assert (
        dict(zip(names, types, strict=True)).items()
        >= {
            "CONVOLUTION": "Convolution",
            "DECONVOLUTION": "Deconvolution",
            "HDF5_DATA": "HDF5Data",
            "IM2COL": "Im2col",
            "INNER_PRODUCT": "InnerProduct",
            "LRN": "LRN",
            "RELU": "ReLU",
            "SOFTMAX_LOSS": "SoftmaxWithLoss",
            "TANH": "TanH",
        }.items()
    )
    assert len(set(types)) == len(names) == 39


def test_a_v1_record_keeps_its_blobs_rules_and_parameters_and_loses_its_learning_rates(records):
    (record,) = records("""
        layers { name: "train" type: DROPOUT include { phase: TRAIN } }
        layers {
          name: "pool" type: POOLING bottom: "a" top: "b" blobs_lr: 1 weight_decay: 0 param: "shared"
          pooling_param { pool: AVE }
        }""")
    layer = record.layer
    assert (layer.name, layer.bottom, layer.top, record.line) == ("pool", ["a"], ["b"], 3)
    assert {field.name for field, _ in layer.ListFields()} == {"name", "type", "bottom", "top", "pooling_param"}
    assert layer.pooling_param.pool == layer.pooling_param.AVE


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
        ('layers { layer { name: "a" type: "conv" } }', "layer 'a' is in Caffe's first format (V0)"),
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
