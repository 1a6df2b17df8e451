import math
from importlib.resources import as_file, files

import pytest

from dreamstream import caffe
from dreamstream.network import Network
from dreamstream.network.layers.blank import with_blank_weights

# Per inception module: outputs of 1x1, 3x3_reduce, 3x3, 5x5_reduce, 5x5, pool_proj (table 1 of the paper).
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
BRANCHES = ("1x1", "3x3_reduce", "3x3", "5x5_reduce", "5x5", "pool_proj")


@pytest.fixture(scope="module")
def googlenet():
    with as_file(files("dreamstream.models") / "bvlc_googlenet.prototxt") as path:
        return caffe.load(path)


def published_convolutions():
    """Name, outputs, inputs, kernel of the 57 convolutions in the published order."""
    yield from (("conv1/7x7_s2", 64, 3, 7), ("conv2/3x3_reduce", 64, 64, 1), ("conv2/3x3", 192, 64, 3))
    inputs = 192
    for module, outputs in MODULES.items():
        one, reduce3, three, reduce5, five, projection = outputs
        branch_inputs = (inputs, inputs, reduce3, inputs, reduce5, inputs)
        for branch, count, channels, kernel in zip(BRANCHES, outputs, branch_inputs, (1, 1, 3, 1, 5, 1), strict=True):
            yield f"inception_{module}/{branch}", count, channels, kernel
        inputs = one + three + five + projection


def channels_of_blobs(network):
    channels = {"data": 3}
    for layer in network.layers:
        first = sum(channels[bottom] for bottom in layer.bottoms)
        channels[layer.tops[0]] = layer.integer("num_output", first)
    return channels


def test_googlenets_convolutions_are_the_published_ones_in_the_published_order(googlenet):
    channels = channels_of_blobs(googlenet)
    found = [
        (layer.name, layer.integer("num_output"), channels[layer.bottoms[0]], *layer.integers("kernel_size"))
        for layer in googlenet.layers
        if layer.type == "Convolution"
    ]
    assert found == list(published_convolutions())
    assert len(found) == 57


def test_a_convolution_keeps_its_size_but_for_the_first(googlenet):
    for layer in googlenet.layers[1:]:
        if layer.type == "Convolution":
            (kernel,) = layer.integers("kernel_size")
            assert sum(layer.integers("pad")) == kernel // 2
            assert layer.integers("stride") == ()
    assert googlenet.layers[0].integers("pad") == (3,)
    assert googlenet.layers[0].integers("stride") == (2,)


def test_every_convolution_is_rectified_in_place_under_the_published_name(googlenet):
    following = dict(zip((layer.name for layer in googlenet.layers), googlenet.layers[1:], strict=False))
    for layer in googlenet.layers:
        if layer.type == "Convolution":
            module, _, branch = layer.name.partition("/")
            relu = following[layer.name]
            assert (relu.name, relu.type) == (f"{module}/relu_{branch.removesuffix('_s2')}", "ReLU")
            assert relu.bottoms == relu.tops == layer.tops == (layer.name,)


def test_the_rest_of_googlenet_is_as_published(googlenet):
    assert googlenet.inputs == {"data": (1, 3, 224, 224)}
    stem_and_head = [
        layer.name
        for layer in googlenet.layers
        if not layer.name.startswith("inception") and layer.type not in ("Convolution", "ReLU")
    ]
    assert stem_and_head == [
        *("pool1/3x3_s2", "pool1/norm1", "conv2/norm2", "pool2/3x3_s2", "pool3/3x3_s2", "pool4/3x3_s2"),
        *("pool5/7x7_s1", "pool5/drop_7x7_s1", "loss3/classifier", "prob"),
    ]
    by_name = {layer.name: layer for layer in googlenet.layers}
    for name in ("pool1/norm1", "conv2/norm2"):
        assert by_name[name].integer("local_size") == 5
        assert by_name[name].number("alpha") == pytest.approx(1e-4)
        assert by_name[name].number("beta") == 0.75
    for name in ("pool1", "pool2", "pool3", "pool4"):
        pool = by_name[f"{name}/3x3_s2"]
        assert (pool.choice("pool"), pool.integer("kernel_size"), pool.integer("stride")) == ("MAX", 3, 2)
    assert by_name["inception_4c/output"].bottoms == tuple(
        f"inception_4c/{branch}" for branch in ("1x1", "3x3", "5x5", "pool_proj")
    )
    assert (by_name["pool5/7x7_s1"].choice("pool"), by_name["pool5/7x7_s1"].integer("kernel_size")) == ("AVE", 7)
    assert by_name["loss3/classifier"].integer("num_output") == 1000


# Published: parameters, side of the input, and shapes of some blobs for it (the papers' tables).
PUBLISHED = {
    "bvlc_googlenet": (6_998_552, 224, {"inception_4e/output": (832, 14, 14), "inception_5b/output": (1024, 7, 7)}),
    "googlenet_places205": (6_183_677, 224, {"inception_5b/output": (1024, 7, 7), "prob": (205,)}),
    "googlenet_places365": (6_347_677, 224, {"inception_5b/output": (1024, 7, 7), "prob": (365,)}),
    "bvlc_reference_caffenet": (
        60_965_224,
        227,
        {
            "conv1": (96, 55, 55),
            "pool1": (96, 27, 27),
            "conv2": (256, 27, 27),
            "pool2": (256, 13, 13),
            "conv4": (384, 13, 13),
            "conv5": (256, 13, 13),
            "pool5": (256, 6, 6),
            "fc7": (4096,),
            "prob": (1000,),
        },
    ),
    "vgg16": (
        138_357_544,
        224,
        {
            "conv1_2": (64, 224, 224),
            "conv2_2": (128, 112, 112),
            "conv3_3": (256, 56, 56),
            "conv4_3": (512, 28, 28),
            "conv5_3": (512, 14, 14),
            "pool5": (512, 7, 7),
            "fc6": (4096,),
            "prob": (1000,),
        },
    ),
    "squeezenet_v1.1": (
        1_235_496,
        227,
        {
            "conv1": (64, 113, 113),
            "pool1": (64, 56, 56),
            "fire3/concat": (128, 56, 56),
            "fire5/concat": (256, 28, 28),
            "fire7/concat": (384, 14, 14),
            "fire9/concat": (512, 14, 14),
            "conv10": (1000, 14, 14),
            "prob": (1000, 1, 1),
        },
    ),
}


def load(name):
    with as_file(files("dreamstream.models") / f"{name}.prototxt") as path:
        return caffe.load(path)


@pytest.mark.parametrize("name", PUBLISHED)
def test_shapes_and_parameters_are_the_published_ones(name):
    parameters, side, shapes = PUBLISHED[name]
    network = load(name)
    assert network.inputs == {"data": (1, 3, side, side)}
    blobs = Network(network, device="cpu").blobs((1, 3, side, side))
    assert {blob: blobs[blob][1:] for blob in shapes} == shapes
    filled = [with_blank_weights(layer, blobs[layer.bottoms[0]]) for layer in network.layers]
    assert sum(math.prod(blob.shape) for layer in filled for blob in layer.weights) == parameters


@pytest.mark.parametrize(("name", "outputs"), [("googlenet_places205", 205), ("googlenet_places365", 365)])
def test_places_are_googlenet_with_other_outputs(googlenet, name, outputs):
    def described(network):
        return {layer.name: (layer.type, layer.bottoms, layer.tops, dict(layer.params)) for layer in network.layers}

    expected = described(googlenet)
    expected["loss3/classifier"][3]["num_output"] = outputs
    assert described(load(name)) == expected


WEIGHTED = {
    "bvlc_reference_caffenet": ["conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", "fc8"],
    "vgg16": [
        *("conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3"),
        *("conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3", "fc6", "fc7", "fc8"),
    ],
    "squeezenet_v1.1": [
        "conv1",
        *(f"fire{fire}/{part}" for fire in range(2, 10) for part in ("squeeze1x1", "expand1x1", "expand3x3")),
        "conv10",
    ],
}


@pytest.mark.parametrize("name", WEIGHTED)
def test_layers_with_weights_have_the_names_by_which_the_caffemodel_knows_them(name):
    found = [layer.name for layer in load(name).layers if layer.type in ("Convolution", "InnerProduct")]
    assert found == WEIGHTED[name]


@pytest.mark.parametrize(
    ("name", "groups"), [("bvlc_reference_caffenet", {"conv2", "conv4", "conv5"}), ("vgg16", set())]
)
def test_only_caffenet_is_grouped_as_two_cards_once_shared_it(name, groups):
    assert {layer.name for layer in load(name).layers if layer.integer("group", 1) == 2} == groups
