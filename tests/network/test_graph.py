"""What has to run for an end is what Caffe's own order of work would have left there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnknownNameError
from dreamstream.network.graph import Version, plan


def network(*layers, inputs=("data",)):
    """Build a network of layers written 'name: bottom bottom > top top'."""
    specs = []
    for layer in layers:
        name, _, blobs = layer.partition(":")
        bottoms, tops = (tuple(side.split()) for side in blobs.split(">"))
        specs.append(LayerSpec(name, "Any", bottoms, tops))
    return NetworkSpec("net", dict.fromkeys(inputs, ()), tuple(specs))


CLASSIC = network(
    "conv1: data > conv1",
    "relu1: conv1 > conv1",
    "aside: conv1 > aside",
    "conv2: conv1 > conv2",
    "relu2: conv2 > conv2",
    "loss: conv2 aside > scores",
)


def names(route):
    return [step.layer.name for step in route.steps]


def test_a_layers_name_means_its_blob_as_that_layer_leaves_it():
    assert names(plan(CLASSIC, "conv2")) == ["conv1", "relu1", "conv2"]
    assert plan(CLASSIC, "conv2").end == Version("conv2", 0)
    assert plan(CLASSIC, "relu2").end == Version("conv2", 1)


def test_a_blobs_name_alone_means_its_last_value():
    assert names(plan(CLASSIC, "scores")) == ["conv1", "relu1", "aside", "conv2", "relu2", "loss"]


def test_a_value_is_let_go_after_its_last_reader():
    steps = {step.layer.name: step for step in plan(CLASSIC, "scores").steps}
    assert steps["aside"].last_reads == ()
    assert steps["conv2"].last_reads == (Version("conv1", 1),)


def test_the_input_itself_takes_no_step():
    route = plan(CLASSIC, "data")
    assert (route.steps, route.input, route.end) == ((), Version("data", 0), Version("data", 0))


def test_several_ends_share_their_layers_and_keep_their_own_meaning():
    route = plan(CLASSIC, "conv2", "relu2", "conv1", "aside", "conv2")
    assert names(route) == ["conv1", "relu1", "aside", "conv2", "relu2"]
    conv1, conv2 = Version("conv1", 0), Version("conv2", 0)
    assert route.ends == (conv2, Version("conv2", 1), conv1, Version("aside", 0), conv2)
    assert not {version for step in route.steps for version in step.last_reads}.intersection(route.ends)


@st.composite
def any_network(draw):
    blobs, layers = ["data"], []
    for index in range(draw(st.integers(1, 8))):
        bottoms = draw(st.lists(st.sampled_from(blobs), min_size=1, max_size=3, unique=True))
        top = draw(st.sampled_from([bottoms[0], f"blob{index}"]))
        layers.append(LayerSpec(f"layer{index}", "Any", tuple(bottoms), (top,)))
        blobs = list(dict.fromkeys([*blobs, top]))
    return NetworkSpec("net", {"data": ()}, tuple(layers))


@given(spec=any_network(), data=st.data())
def test_the_plan_computes_what_running_every_layer_in_turn_computes(spec, data):
    ends = data.draw(st.lists(st.sampled_from(spec.end_names()), min_size=1, max_size=3))
    route = plan(spec, *ends)
    values = {route.input: "data"}
    for step in route.steps:
        result = (step.layer.name, *(values[version] for version in step.reads))
        for version in step.last_reads:
            del values[version]
        values[step.writes[0]] = result
    # Nothing was let go too early or computed in vain, and only the ends are left.
    assert values == {version: value_in_turn(spec, end) for version, end in zip(route.ends, ends, strict=True)}


def value_in_turn(spec, end):
    """Run every layer in the file's order, each writing over its blob, up to ``end``."""
    in_turn = {"data": "data"}
    for layer in spec.layers:
        in_turn[layer.tops[0]] = (layer.name, *(in_turn[bottom] for bottom in layer.bottoms))
        if layer.name == end:
            return in_turn[layer.tops[0]]
    return in_turn[end]


def test_an_unknown_end_names_its_neighbours_and_the_network():
    with pytest.raises(UnknownNameError, match=r"unknown layer 'conv3'; did you mean .*'conv1'.*network 'net'"):
        plan(CLASSIC, "conv3")


@pytest.mark.parametrize(
    ("spec", "end", "message"),
    [
        (network("a: nowhere > a"), "a", "layer 'a' reads the blob 'nowhere', which no layer before it makes"),
        (network("a: data label > a", inputs=("data", "label")), "a", r"'a' .* depends on \['data', 'label'\]"),
        (network("a: > a"), "a", "'a' of network 'net' depends on no input"),
        (network("a: data > a", "silence: a >"), "silence", "layer 'silence' of network 'net' makes no blob"),
    ],
)
def test_what_has_no_value_is_refused(spec, end, message):
    with pytest.raises(ModelError, match=message):
        plan(spec, end)


def test_ends_of_different_inputs_are_refused():
    spec = network("a: data > a", "b: label > b", inputs=("data", "label"))
    with pytest.raises(
        ModelError, match=r"\['a', 'b'\] of network 'net' depend on different inputs: \['data', 'label'\]"
    ):
        plan(spec, "a", "b")
