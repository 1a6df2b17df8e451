"""What a gradient is said to take, against what PyTorch really keeps for it."""

import weakref
from dataclasses import replace
from importlib.resources import files

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from dreamstream import caffe
from dreamstream.errors import UnknownNameError
from dreamstream.network import Network
from dreamstream.network.footprint import _FIXED_BYTES, gradient_bytes
from dreamstream.network.shapes import with_weights_for

SHAPE = (1, 3, 96, 128)
MODELS = files("dreamstream.models")


class Noting(TorchDispatchMode):
    """Notes every tensor that is made, while it is there."""

    def __init__(self):
        super().__init__()
        self.made = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        self.made += [weakref.ref(each) for each in tree_leaves(result) if isinstance(each, torch.Tensor)]
        return result

    def bytes(self):
        storages = [each.untyped_storage() for each in (known() for known in self.made) if each is not None]
        return sum({storage.data_ptr(): storage.nbytes() for storage in storages}.values())


def kept_bytes(spec, end, precision):
    """Bytes of all that is kept from the way forward until the way back, counted once."""
    network, kept = Network(spec, device="cpu", precision=precision), []

    def note(activation):
        kept.append(noting.bytes())
        return activation

    network.activate(torch.zeros(SHAPE), end)
    with Noting() as noting:
        network.differentiate(torch.zeros(SHAPE), end, note)
    return kept[0]


@pytest.mark.parametrize(
    ("model", "end"),
    [("motif", "inception_4a/output"), ("bvlc_googlenet", "inception_3a/output"), ("vgg16", "conv3_1")],
)
@pytest.mark.parametrize(("precision", "size"), [("float32", 4), ("bfloat16", 2)])
def test_what_is_kept_is_most_of_it(model, end, precision, size):
    spec = with_weights_for(caffe.load(MODELS / f"{model}.prototxt"), SHAPE)
    said = gradient_bytes(spec, (end,), SHAPE, size) - _FIXED_BYTES
    assert said / 4 < kept_bytes(spec, end, precision) < said


def test_it_grows_with_the_picture_the_precision_and_what_is_run():
    spec = caffe.load(MODELS / "motif.prototxt")
    low, high, wide = ((1, 3, 64, 64), (1, 3, 96, 64), (1, 3, 96, 128))
    said = [gradient_bytes(spec, ("conv2",), shape, 2) for shape in (low, high, wide)]
    said += [gradient_bytes(spec, ends, wide, 4) for ends in (("conv2",), ("conv2", "inception_4a/output"))]
    assert said == sorted(set(said))


def test_large_pictures_take_as_much_for_each_pixel():
    spec = caffe.load(MODELS / "motif.prototxt")
    small, large = (gradient_bytes(spec, ("conv2",), (1, 3, side, side), 4) - _FIXED_BYTES for side in (512, 4096))
    assert large / small == pytest.approx(64, rel=0.01)


def test_layers_after_the_end_count_nothing():
    spec = caffe.load(MODELS / "motif.prototxt")
    cut = replace(spec, layers=spec.layers[:8])
    assert gradient_bytes(spec, ("conv2",), SHAPE, 4) == gradient_bytes(cut, ("conv2",), SHAPE, 4)


def test_an_unknown_end_is_refused():
    with pytest.raises(UnknownNameError, match="conv2"):
        gradient_bytes(caffe.load(MODELS / "motif.prototxt"), ("conv22",), SHAPE, 4)
