"""Files that hold more than dreamstream computes run as far as it can."""

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.errors import ModelError, UnsupportedLayerError
from dreamstream.network import Network

DATA = np.ones((1, 3, 8, 8), np.float32)


@pytest.fixture
def network(tmp_path):
    def load(text):
        path = tmp_path / "net.prototxt"
        path.write_text(text)
        return Network(caffe.load(path), device="cpu", precision="float32")

    return load


@pytest.mark.parametrize(
    ("text", "layer_type"),
    [
        (
            """
            input: "data"
            layer { name: "known" type: "AbsVal" bottom: "data" top: "known" }
            layer { name: "odd" type: "SomebodysOwn" bottom: "known" top: "odd" own_param { size: 3 } }
            layer { name: "after" type: "AbsVal" bottom: "odd" top: "after" }
            """,
            "SomebodysOwn",
        ),
        (
            """
            input: "data"
            layers { name: "known" type: ABSVAL bottom: "data" top: "known" }
            layers { name: "odd" type: SYMRELU bottom: "known" top: "odd" }
            layers { name: "after" type: ABSVAL bottom: "odd" top: "after" }
            """,
            "SYMRELU",
        ),
        (
            """
            input: "data"
            layers { layer { name: "known" type: "tanh" } bottom: "data" top: "known" }
            layers { layer { name: "odd" type: "maxout" } bottom: "known" top: "odd" }
            layers { layer { name: "after" type: "tanh" } bottom: "odd" top: "after" }
            """,
            "maxout",
        ),
    ],
    ids=["new", "v1", "v0"],
)
def test_an_unknown_layer_is_an_error_only_where_it_is_needed(network, text, layer_type):
    running = network(text)
    assert running.forward(DATA, "known").shape == DATA.shape
    for end in ("odd", "after"):
        with pytest.raises(UnsupportedLayerError, match=rf"layer 'odd' \({layer_type}, line 4\)"):
            running.forward(DATA, end)


def test_labels_and_losses_do_not_disturb_what_depends_on_data_alone(network):
    running = network(
        """
        layer { name: "data" type: "Data" top: "data" top: "label" include { phase: TEST } }
        layer { name: "boxes" type: "Python" top: "boxes" python_param { module: "m" layer: "L" } }
        layer { name: "pool" type: "Pooling" bottom: "data" top: "pool" pooling_param { global_pooling: true } }
        layer { name: "accuracy" type: "Accuracy" bottom: "pool" bottom: "label" top: "accuracy" }
        layer { name: "loss" type: "SoftmaxWithLoss" bottom: "pool" bottom: "label" top: "loss" }
        """
    )
    assert list(running.spec.inputs) == ["data", "label", "boxes"]
    assert running.forward(DATA, "pool").shape == (1, 3, 1, 1)
    with pytest.raises(ModelError, match=r"depends on \['data', 'label'\], not one input"):
        running.forward(DATA, "loss")
