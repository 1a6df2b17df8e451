"""Layers that are computed as one give what they give one by one, and nothing that was asked for is lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network import Network
from dreamstream.network.fusion import fused
from dreamstream.network.graph import plan


def convolution(name, bottom, *, outputs=4, kernel=1, channels=4, top=None, seed=0, **params):
    rng = np.random.default_rng((len(name), sum(map(ord, name)), seed))
    weight = rng.standard_normal((outputs, channels, kernel, kernel)).astype(np.float32) / np.sqrt(channels * kernel**2)
    weights = (weight, rng.standard_normal(outputs).astype(np.float32))
    params = {"num_output": outputs, "pad": (kernel // 2,), **params}
    return LayerSpec(name, "Convolution", (bottom,), (top or name,), params, weights)


def relu(name, bottom, top=None, **params):
    return LayerSpec(name, "ReLU", (bottom,), (top or bottom,), params)


def network(*layers):
    return NetworkSpec("net", {"data": ()}, layers)


def names(spec, *ends):
    return [
        "+".join(layer.name for layer in stage.work.layers) + ("+relu" if stage.work.rectified else "")
        for stage in fused(plan(spec, *ends))
    ]


MODULE = network(
    convolution("stem", "data", channels=3, kernel=3, stride=(2,)),
    relu("stem_relu", "stem"),
    convolution("a", "stem"),
    relu("a_relu", "a"),
    convolution("b_reduce", "stem", outputs=3),
    relu("b_relu", "b_reduce"),
    convolution("b", "b_reduce", channels=3, kernel=3),
    relu("b_relu2", "b"),
    convolution("c", "stem", outputs=5),
    relu("c_relu", "c"),
    LayerSpec("join", "Concat", ("a", "b", "c"), ("join",)),
)


def test_siblings_become_one_and_take_their_relus_along():
    assert names(MODULE, "join") == ["stem+relu", "a+b_reduce+c+relu", "b+relu", "join"]


def test_what_is_asked_for_stays_alone():
    assert names(MODULE, "stem") == ["stem"]
    assert names(MODULE, "b_reduce") == ["stem+relu", "b_reduce"]
    assert names(MODULE, "join", "a") == ["stem+relu", "a", "a_relu", "b_reduce+c+relu", "b+relu", "join"]


def test_a_value_with_another_reader_is_kept():
    spec = network(convolution("a", "data"), relu("r", "a", "r"), LayerSpec("sum", "Eltwise", ("a", "r"), ("sum",), {}))
    assert names(spec, "sum") == ["a", "r", "sum"]


@pytest.mark.parametrize(
    "other",
    [
        convolution("b", "data", stride=(2,)),
        convolution("b", "data", pad=(1,)),
        convolution("b", "data", kernel=3),
        convolution("b", "data", channels=2, group=2),
        convolution("b", "a"),
        LayerSpec(
            "b", "Convolution", ("data",), ("b",), {"num_output": 4, "bias_term": False}, (np.ones((4, 4, 1, 1)),)
        ),
        LayerSpec("b", "Convolution", ("data",), ("b",), {"num_output": 4}),
    ],
    ids=["stride", "pad", "kernel", "groups", "bottom", "no bias", "no weights"],
)
def test_convolutions_that_are_not_alike_stay_apart(other):
    assert names(network(convolution("a", "data"), other), "a", "b") == ["a", "b"]


def test_a_leaky_relu_stays_a_layer():
    assert names(network(convolution("a", "data"), relu("r", "a", negative_slope=0.1)), "r") == ["a", "r"]


@pytest.mark.parametrize("end", MODULE.end_names())
@pytest.mark.parametrize(("precision", "error"), [("float32", 1e-5), ("bfloat16", 0.05)])
def test_every_end_is_what_the_layers_give_one_by_one(monkeypatch, rng, end, precision, error):
    data = rng.standard_normal((1, 3, 9, 12)).astype(np.float32)
    together = Network(MODULE, device="cpu", precision=precision).gradient(data, end)
    monkeypatch.setattr("dreamstream.network.fusion._is_plain_convolution", lambda _: False)
    for found, expected in zip(
        together, Network(MODULE, device="cpu", precision="float32").gradient(data, end), strict=True
    ):
        assert np.linalg.norm(found - expected) <= error * np.linalg.norm(expected)


@st.composite
def any_network(draw):
    blobs, layers = ["data"], []
    for index in range(draw(st.integers(1, 9))):
        bottom = draw(st.sampled_from(blobs))
        if draw(st.booleans()):
            layers.append(convolution(f"layer{index}", bottom, top=draw(st.sampled_from([bottom, f"blob{index}"]))))
        else:
            layers.append(relu(f"layer{index}", bottom, draw(st.sampled_from([bottom, f"blob{index}"]))))
        blobs = list(dict.fromkeys([*blobs, *layers[-1].tops]))
    return network(*layers)


@given(spec=any_network(), data=st.data())
def test_stages_make_of_any_network_what_its_steps_do(spec, data):
    route = plan(spec, *data.draw(st.lists(st.sampled_from(spec.end_names()), min_size=1, max_size=3)))
    expected = {route.input: "data"}
    for step in route.steps:
        expected[step.writes[0]] = (step.layer.name, expected[step.reads[0]])
    values = {route.input: "data"}
    for stage in fused(route):
        (bottom,) = (values[version] for version in stage.reads)
        for version in stage.last_reads:
            del values[version]
        for layer, version in zip(stage.work.layers, stage.writes, strict=True):
            value = (layer.name, bottom)
            values[version] = (expected[version][0], value) if stage.work.rectified else value
    assert values == {version: expected[version] for version in route.ends}
