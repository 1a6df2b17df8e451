"""Pictures that go through at once have what each has alone; what would mix them is known beforehand."""

from pathlib import Path

import numpy as np
import pytest
import torch

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import UnknownNameError
from dreamstream.network import Network
from dreamstream.network.apart import keeps_apart

FOLDER = Path(__file__).parents[1] / "golden"
GOLDEN = sorted(path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.glob("layers/*.npz"))
SHAPE = (4, 3, 6, 5)


def relative(ours, theirs):
    return np.linalg.norm(ours - theirs) / np.linalg.norm(theirs)


def both(network, pictures, end):
    return [each.numpy() for each in network.differentiate(torch.from_numpy(pictures), end, lambda top: top)]


def test_the_originals_layers_give_each_picture_what_it_has_alone(golden):
    errors = {}
    for case in GOLDEN:
        net = golden(case)
        network, end = Network(net.spec, device="cpu", precision="float32"), str(net["end"])
        data = net["data"]
        pictures = np.concatenate([data, 0.5 * data[..., ::-1], 0.7 * np.roll(data, 1, 2)])
        assert network.takes_together(pictures.shape, (end,)), case
        alone = [both(network, each[None], end) for each in pictures]
        together = both(network, pictures, end)
        errors[case] = max(map(relative, together, map(np.concatenate, zip(*alone, strict=True))))
    assert {case: error for case, error in errors.items() if not error < 1e-5} == {}


def layer(layer_type, bottoms=("data",), tops=("it",), **params):
    weights = tuple(np.ones(3, np.float32) for _ in range({"BN": 2}.get(layer_type, 0)))
    return LayerSpec("it", layer_type, bottoms, tops, params, weights)


def net(*layers):
    return NetworkSpec("net", {"data": ()}, layers)


@pytest.mark.parametrize(
    "mixing",
    [
        layer("BN"),
        layer("BatchNorm", use_global_stats=False),
        layer("Concat", ("data", "data"), axis=0),
        layer("Flatten", axis=0),
        layer("Permute", order=(1, 0, 2, 3)),
        layer("Reshape", shape={"dim": (1, -1)}),
        layer("Slice", tops=("it", "other"), axis=0),
        layer("Softmax", axis=0),
        layer("Tile", axis=0, tiles=2),
    ],
    ids=lambda spec: spec.type,
)
def test_a_layer_that_mixes_pictures_is_known_unless_nothing_needs_it(mixing):
    after = LayerSpec("after", "Power", ("it",), ("after",))
    beside = LayerSpec("beside", "Power", ("data",), ("beside",))
    spec = net(mixing, after, beside)
    assert not keeps_apart(spec, ("after",), SHAPE)
    assert not keeps_apart(spec, ("beside", "it"), SHAPE)
    assert keeps_apart(spec, ("beside",), SHAPE)


def test_along_other_axes_the_same_types_mix_nothing():
    layers = (layer("Softmax", axis=-1), layer("Flatten"), layer("Reshape", shape={"dim": (0, -1)}))
    for one in (*layers, layer("BN", bn_mode="INFERENCE"), layer("Permute", order=(0, 2, 3, 1))):
        assert keeps_apart(net(one), ("it",), SHAPE)


def test_an_end_that_is_not_there_is_refused():
    with pytest.raises(UnknownNameError):
        keeps_apart(net(layer("Power")), ("other",), SHAPE)
