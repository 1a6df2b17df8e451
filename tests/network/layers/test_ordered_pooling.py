"""By their bits, the maxima and where their gradient goes are those of PyTorch's own max pooling."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import Placement
from dreamstream.network.layers.pooling import pooling, pooling_of_non_negative

HALF = Placement(torch.device("cpu"), torch.bfloat16)


@pytest.fixture(autouse=True, scope="module")
def _two_threads():
    """On one thread PyTorch's own is taken."""
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(1)


def window(kernel, stride, pad, **options):
    sides = {"kernel": kernel, "stride": stride, "pad": pad}
    each = {f"{name}_{side}": value[at] for name, value in sides.items() for at, side in enumerate("hw")}
    return LayerSpec("it", "Pooling", ("data",), ("it",), {**each, **options})


def whole_numbers(shape, seed, *, least=0):
    numbers = np.random.default_rng(seed).integers(least, 4, shape).astype(np.float32)
    return torch.from_numpy(numbers).bfloat16().contiguous(memory_format=torch.channels_last)


@st.composite
def layers(draw):
    kernel = draw(st.tuples(*[st.integers(1, 3)] * 2))
    pad = tuple(draw(st.integers(0, side - 1)) for side in kernel)
    return window(kernel, (1, 1), pad, round_mode=draw(st.sampled_from(["CEIL", "FLOOR"])))


@given(layer=layers(), size=st.tuples(*map(st.integers, (1, 1, 1), (2, 9, 9))), seed=st.integers(0, 99))
def test_maxima_and_gradients_are_those_of_any_maximum(layer, size, seed):
    # Few different values, so that ties are common, and small ones, so that their sums are exact.
    pictures, *sides = size
    x = whole_numbers((pictures, 5, *sides), seed)
    found = []
    for builder in (pooling, pooling_of_non_negative):
        leaf = x.clone(memory_format=torch.channels_last).requires_grad_()
        try:
            (maxima,) = builder(layer, HALF)([leaf])
        except ModelError as error:
            found.append(str(error))
            continue
        diff = whole_numbers(maxima.shape, seed + 1, least=-3)
        found.append((maxima.tolist(), torch.autograd.grad(maxima, leaf, diff)[0].tolist()))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("layer", "placement"),
    [
        (window((3, 3), (1, 1), (0, 0), pool="AVE"), HALF),
        (window((4, 3), (1, 1), (0, 0)), HALF),
        (window((3, 3), (2, 1), (0, 0)), HALF),
        (LayerSpec("it", "Pooling", ("data",), ("it",), {"global_pooling": True}), HALF),
        (window((3, 3), (1, 1), (0, 0)), Placement(torch.device("cpu"), torch.float32)),
    ],
    ids=["average", "large", "stride", "global", "float32"],
)
def test_other_pooling_is_as_always(layer, placement):
    x = whole_numbers((1, 2, 6, 7), 0).to(placement.dtype).requires_grad_()
    ((found,), (expected,)) = (builder(layer, placement)([x]) for builder in (pooling_of_non_negative, pooling))
    assert torch.equal(found, expected)
    assert "OrderedMaximum" not in type(found.grad_fn).__name__
