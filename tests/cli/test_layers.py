"""What ``dreamstream models layers`` says of a network."""

import re

import pytest

MOTIFS_ALIASES = {
    "conv2": "edges",
    "inception_3a/output": "textures",
    "inception_4a/output": "patterns",
    "inception_4b/output": "parts",
    "inception_4c/output": "objects",
}

PLAIN = """
input: "data" input_dim: 1 input_dim: 3 input_dim: 8 input_dim: 8
layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 4 kernel_h: 3 kernel_w: 5 } }
layer { name: "[relu]" type: "ReLU" bottom: "conv" top: "conv" }
layer { name: "odd" type: "Odd" bottom: "conv" top: "odd" }
layer { name: "pool" type: "Pooling" bottom: "odd" top: "pool" pooling_param { kernel_size: 2 stride: 2 } }
layer { name: "fc" type: "InnerProduct" bottom: "conv" top: "fc" inner_product_param { num_output: 10 } }
layer { name: "hush" type: "Silence" bottom: "fc" }
"""


@pytest.fixture
def layers(cli):
    """List a model's layers: the heading, and by the layer's name the words that follow it."""

    def listed(*arguments):
        outcome = cli("models", "layers", *arguments)
        assert (outcome.code, outcome.stderr) == (0, "")
        heading, *lines = outcome.stdout.splitlines()
        return heading, {line.split()[0]: line.split()[1:] for line in lines}

    return listed


@pytest.fixture
def plain(folder):
    (folder / "plain.prototxt").write_text(PLAIN)
    return "plain.prototxt"


def test_every_column_has_a_heading_with_its_unit(layers):
    heading, _ = layers("motif")
    assert re.split(" {2,}", heading.strip()) == [
        "layer", "type", "channels", "size", "sees px", "stride px", "GFLOP", "alias",
    ]  # fmt: skip


def test_a_layer_is_told_in_one_line_that_begins_with_its_name(layers):
    _, lines = layers("motif")
    assert lines["data"] == ["Input", "3", "640x360", "1", "1", "0.00"]
    assert lines["pool1"] == ["Pooling", "24", "160x90", "9", "4", "0.21"]
    assert lines["inception_4c/output"] == ["Concat", "240", "80x45", "137", "8", "2.59", "objects"]
    assert lines["pool5"] == ["Pooling", "480", "1x1", "all", "-", "3.76"]


def test_the_models_aliases_are_shown_where_they_lead(layers):
    _, lines = layers("motif")
    assert {name: words[6] for name, words in lines.items() if len(words) > 6} == MOTIFS_ALIASES


def test_activations_are_shown_only_with_all(layers):
    _, few = layers("motif")
    _, every = layers("motif", "--all")
    assert "relu_conv1" not in few
    assert every["relu_conv1"][:2] == ["ReLU", "24"]
    assert [name for name in every if name in few] == list(few)


def test_the_size_is_the_pictures(layers):
    _, lines = layers("motif", "--size", "90x121")
    assert lines["data"][1:3] == ["3", "90x121"]
    assert lines["conv1"][1:3] == ["24", "45x61"]


def test_a_network_whose_classifier_fits_one_size_only_is_shown_at_that(layers):
    _, lines = layers("bvlc_googlenet", "--all")
    assert lines["data"][2] == "224x224"
    assert lines["loss3/classifier"] == ["InnerProduct", "1000", "-", "all", "-", "3.19"]
    _, lines = layers("bvlc_googlenet", "--all", "--size=640x360")
    assert lines["inception_4c/output"][2] == "40x22"
    assert lines["loss3/classifier"] == ["InnerProduct", "?", "?", "all", "-", "?"]


def test_a_prototxt_is_told_as_far_as_it_is_understood(layers, plain):
    _, lines = layers(plain, "--all")
    assert " ".join(lines.pop("conv")) == "Convolution 4 4x6 5x3 1 0.00 edges, textures, patterns, parts, objects"
    assert lines == {
        "data": ["Input", "3", "8x8", "1", "1", "0.00"],
        "[relu]": ["ReLU", "4", "4x6", "5x3", "1", "0.00"],
        "odd": ["Odd", "?", "?", "?", "?", "?"],
        "pool": ["Pooling", "?", "?", "?", "?", "?"],
        "fc": ["InnerProduct", "10", "-", "all", "-", "0.00"],
        "hush": ["Silence", "-", "-", "all", "-", "0.00"],
    }
    _, few = layers(plain)
    assert list(few) == ["data", "conv", "odd", "pool"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["motif", "--size", "9"], "--size: '9' is not a size like 640x360"),
        (["motif", "--size", "0x9"], "--size: a side is from 1 to 16384 pixels, which 0x9 is not"),
        (["motf"], "unknown model 'motf'; did you mean 'motif'?"),
        (["no.prototxt"], "no such file: 'no.prototxt' (a model is a known name or the path of a deploy prototxt)"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(cli, arguments, sentence):
    outcome = cli("models", "layers", *arguments)
    assert (outcome.code, outcome.stdout, outcome.stderr) == (2, "", f"dreamstream: {sentence}\n")


def test_without_a_name_the_built_in_network_is_told(cli):
    assert cli("models", "layers").stdout == cli("models", "layers", "motif").stdout
