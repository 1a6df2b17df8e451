import pytest

from dreamstream.caffe.caffe_pb2 import LayerParameter, V0LayerParameter, V1LayerParameter
from dreamstream.caffe.v0 import upgraded
from dreamstream.errors import PrototxtError


def v0(name, kind, bottoms=(), tops=(), **fields):
    layer = V0LayerParameter(name=name, type=kind, **fields)
    return V1LayerParameter(layer=layer, bottom=bottoms, top=tops)


def upgrade(*records):
    return upgraded(records, lambda index, complaint: PrototxtError(f"{index} {complaint}"))


def padding(name="pad", **blobs):
    return v0(name, "padding", **({"bottoms": ["data"], "tops": ["pad"]} | blobs), pad=3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            v0("a", "conv", num_output=8, biasterm=False, pad=2, kernelsize=5, group=2, stride=3),
            {
                "type": "Convolution",
                "convolution_param": {
                    "num_output": 8,
                    "bias_term": False,
                    "pad": [2],
                    "kernel_size": [5],
                    "group": 2,
                    "stride": [3],
                },
            },
        ),
        (
            v0("a", "conv", weight_filler={"type": "gaussian", "std": 1}, bias_filler={"value": 2}),
            {
                "type": "Convolution",
                "convolution_param": {
                    "weight_filler": {"type": "gaussian", "std": 1},
                    "bias_filler": {"value": 2},
                },
            },
        ),
        (
            v0("a", "pool", pool="STOCHASTIC", pad=1, kernelsize=3, stride=2),
            {"type": "Pooling", "pooling_param": {"pool": "STOCHASTIC", "pad": 1, "kernel_size": 3, "stride": 2}},
        ),
        (
            v0("a", "innerproduct", num_output=8, biasterm=True),
            {"type": "InnerProduct", "inner_product_param": {"num_output": 8, "bias_term": True}},
        ),
        (
            v0("a", "lrn", local_size=3, alpha=2, beta=0.5, k=4),
            {"type": "LRN", "lrn_param": {"local_size": 3, "alpha": 2, "beta": 0.5, "k": 4}},
        ),
        (v0("a", "dropout", dropout_ratio=0.25), {"type": "Dropout", "dropout_param": {"dropout_ratio": 0.25}}),
        (v0("a", "concat", concat_dim=0), {"type": "Concat", "concat_param": {"concat_dim": 0}}),
        (v0("a", "infogain_loss", source="m"), {"type": "InfogainLoss", "infogain_loss_param": {"source": "m"}}),
        (
            v0("a", "data", source="db", meanfile="m", batchsize=4, cropsize=8, mirror=True, scale=2, rand_skip=5),
            {
                "type": "Data",
                "data_param": {"source": "db", "batch_size": 4, "rand_skip": 5},
                "transform_param": {"mean_file": "m", "crop_size": 8, "mirror": True, "scale": 2},
            },
        ),
        (
            v0("a", "images", source="list", batchsize=4, shuffle_images=True, new_height=6, new_width=7),
            {
                "type": "ImageData",
                "image_data_param": {
                    "source": "list",
                    "batch_size": 4,
                    "shuffle": True,
                    "new_height": 6,
                    "new_width": 7,
                },
            },
        ),
        (
            v0("a", "hdf5_data", source="list", batchsize=4),
            {"type": "HDF5Data", "hdf5_data_param": {"source": "list", "batch_size": 4}},
        ),
        (
            v0("a", "hdf5_output", hdf5_output_param={"file_name": "f"}),
            {"type": "HDF5Output", "hdf5_output_param": {"file_name": "f"}},
        ),
        (
            v0(
                "a",
                "window_data",
                source="list",
                batchsize=4,
                det_fg_threshold=0.25,
                det_bg_threshold=0.125,
                det_fg_fraction=0.75,
                det_context_pad=16,
                det_crop_mode="square",
            ),
            {
                "type": "WindowData",
                "window_data_param": {
                    "source": "list",
                    "batch_size": 4,
                    "fg_threshold": 0.25,
                    "bg_threshold": 0.125,
                    "fg_fraction": 0.75,
                    "context_pad": 16,
                    "crop_mode": "square",
                },
            },
        ),
    ],
    ids=lambda value: value.layer.type if isinstance(value, V1LayerParameter) else "",
)
def test_every_field_goes_to_its_place_in_the_types_own_parameters(old, new):
    assert upgrade(old) == [(0, LayerParameter(name="a", **new))]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("accuracy", "Accuracy"),
        ("bnll", "BNLL"),
        ("euclidean_loss", "EuclideanLoss"),
        ("flatten", "Flatten"),
        ("im2col", "Im2col"),
        ("multinomial_logistic_loss", "MultinomialLogisticLoss"),
        ("relu", "ReLU"),
        ("sigmoid", "Sigmoid"),
        ("softmax", "Softmax"),
        ("softmax_loss", "SoftmaxWithLoss"),
        ("split", "Split"),
        ("tanh", "TanH"),
    ],
)
def test_types_without_parameters_get_the_name_of_today(old, new):
    record = v0("a", old, ["x"], ["y"], blobs_lr=[1], weight_decay=[0])
    assert upgrade(record) == [(0, LayerParameter(name="a", type=new, bottom=["x"], top=["y"]))]


def test_a_type_that_caffe_does_not_know_keeps_its_name_and_its_wiring():
    record = v0("a", "reshape", ["x"], ["y"], new_channels=3)
    assert upgrade(record) == [(0, LayerParameter(name="a", type="reshape", bottom=["x"], top=["y"]))]


def test_padding_moves_into_every_layer_that_reads_it():
    readers = [v0("a", "conv", ["pad"], ["a"]), v0("b", "pool", ["pad"], ["b"], pad=1)]
    assert upgrade(padding(), *readers) == [
        (1, LayerParameter(name="a", type="Convolution", bottom=["data"], top=["a"], convolution_param={"pad": [3]})),
        (2, LayerParameter(name="b", type="Pooling", bottom=["data"], top=["b"], pooling_param={"pad": 3})),
    ]


def test_a_blob_that_another_layer_has_written_since_is_no_padding():
    written = v0("relu", "relu", ["data"], ["pad"])
    reader = v0("sum", "innerproduct", ["pad"], ["sum"])
    assert [layer.name for _, layer in upgrade(padding(), written, reader)] == ["relu", "sum"]


@pytest.mark.parametrize(
    ("records", "complaint"),
    [
        ([v0("a", "relu", num_output=3)], "0 has a num_output, which no layer of type relu takes"),
        ([v0("a", "pool", group=2)], "0 has a group, which no layer of type pool takes"),
        ([v0("a", "relu"), V1LayerParameter(name="b")], "1 has 'name' beside records of Caffe's first format"),
        ([padding(), v0("a", "relu", ["pad"], ["a"])], "1 reads padding 'pad', as only a single-bottom conv or pool"),
        ([padding(), v0("a", "conv", ["data", "pad"], ["a", "b"])], "1 reads padding 'pad'"),
        ([padding(), padding("more", bottoms=["pad"])], "1 reads padding 'pad'"),
        ([padding(bottoms=["data", "more"])], "0 pads 2 blobs into 1; padding takes one into one"),
    ],
)
def test_what_the_format_does_not_allow_is_refused(records, complaint):
    with pytest.raises(PrototxtError) as caught:
        upgrade(*records)
    assert str(caught.value).startswith(complaint)
