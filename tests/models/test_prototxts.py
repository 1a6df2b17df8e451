from importlib.resources import as_file, files

import pytest

from dreamstream import caffe

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
