import pytest

from dreamstream import caffe
from dreamstream.errors import PrototxtError


@pytest.fixture
def inputs(tmp_path):
    def read(text):
        path = tmp_path / "net.prototxt"
        path.write_text(text + ' layer { name: "end" type: "Silence" }')
        return caffe.load(path).inputs

    return read


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('input: "a" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 9', {"a": (1, 3, 8, 9)}),
        (
            'input: "a" input_shape { dim: 1 dim: 3 } input: "b" input_shape { dim: 5 }',
            {"a": (1, 3), "b": (5,)},
        ),
        ('input: "a" input: "b"', {"a": (), "b": ()}),
        ('input: "a" input_dim: [1, 2, 3, 4, 5, 6, 7, 8] input: "b"', {"a": (1, 2, 3, 4), "b": (5, 6, 7, 8)}),
    ],
)
def test_the_header_declares_inputs(inputs, header, expected):
    assert inputs(header) == expected
    assert list(inputs(header)) == list(expected)


@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        ('type: "Input" top: "a"', {"a": ()}),
        ('type: "Input" top: "a" input_param { shape { dim: 1 dim: 3 } }', {"a": (1, 3)}),
        ('type: "Input" top: "a" top: "b" input_param { shape { dim: 7 } }', {"a": (7,), "b": (7,)}),
        (
            'type: "Input" top: "a" top: "b" input_param { shape { dim: 7 } shape { dim: 8 } }',
            {"a": (7,), "b": (8,)},
        ),
        (
            'type: "MemoryData" top: "a" top: "b" memory_data_param { batch_size: 2 channels: 3 height: 4 width: 5 }',
            {"a": (2, 3, 4, 5), "b": ()},
        ),
        (
            'type: "ImageData" top: "a" image_data_param { batch_size: 2 new_height: 4 new_width: 5 }',
            {"a": (2, 3, 4, 5)},
        ),
        (
            'type: "ImageData" top: "a" image_data_param { is_color: false } transform_param { crop_size: 6 }',
            {"a": (1, 1, 6, 6)},
        ),
        (
            'type: "Data" top: "a" data_param { batch_size: 9 } '
            "transform_param { crop_size: 6 mean_value: [104, 117, 123] }",
            {"a": (9, 3, 6, 6)},
        ),
        ('type: "Data" top: "a" top: "label" data_param { batch_size: 9 crop_size: 6 }', {"a": (), "label": ()}),
        ('type: "HDF5Data" top: "a"', {"a": ()}),
        ('type: "WindowData" top: "a" top: "label"', {"a": (), "label": ()}),
        ('type: "AnnotatedData" top: "a" annotated_data_param { label_map_file: "x" }', {"a": ()}),
        ('type: "VideoData" top: "a"', {"a": ()}),
        ('type: "DenseImageData" top: "a" top: "label"', {"a": (), "label": ()}),
        ('type: "Python" top: "a" python_param { module: "m" layer: "L" }', {"a": ()}),
        ('type: "SomebodysReader" top: "a"', {"a": ()}),
        ('type: "Parameter" top: "a" parameter_param { shape { dim: 3 } }', {}),
        ('type: "AbsVal" top: "a"', {}),
        ('type: "DummyData" top: "a" dummy_data_param { num: 1 channels: 2 height: 3 width: 4 }', {"a": (1, 2, 3, 4)}),
    ],
)
def test_layers_that_bring_blobs_in_become_inputs(inputs, layer, expected):
    assert inputs(f'layer {{ name: "in" {layer} }}') == expected


def test_of_a_v1_pair_of_data_layers_the_test_one_becomes_the_input(tmp_path):
    path = tmp_path / "net.prototxt"
    path.write_text(
        """
        layers { name: "data" type: IMAGE_DATA top: "data"
                 image_data_param { crop_size: 227 } include { phase: TRAIN } }
        layers { name: "data" type: IMAGE_DATA top: "data"
                 image_data_param { crop_size: 224 } include { phase: TEST } }
        """
    )
    assert caffe.load(path).inputs == {"data": (1, 3, 224, 224)}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('input: "a" input_dim: 1', "has 1 input_dim values; every input takes four"),
        ('input: "a" input: "b" input_dim: [1, 2, 3, 4]', "has 2 inputs but 1 input shapes"),
        ('input: "a" input: "a"', "declares an input twice"),
        ('input: "a" input_shape { dim: -1 }', "gives input 'a' a negative size"),
        (
            'layer { name: "in" type: "Input" top: "a" input_param { shape { } shape { } } }',
            "line 1: layer 'in' has 1 tops but 2 shapes",
        ),
    ],
)
def test_inputs_that_contradict_themselves_are_refused(inputs, text, complaint):
    with pytest.raises(PrototxtError) as caught:
        inputs(text)
    assert complaint in str(caught.value)
