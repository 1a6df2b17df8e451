"""Parts of a picture that a network sees as it sees the whole."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnknownNameError
from dreamstream.network import Network
from dreamstream.network.grid import grid_of
from dreamstream.network.reach import Reach


def convolution(name, bottom, **params):
    kernel = np.ones((1, 1, params["kernel_size"], params["kernel_size"]), np.float32)
    return LayerSpec(name, "Convolution", (bottom,), (name,), {"bias_term": False, **params}, (kernel,))


def spec(*layers):
    return NetworkSpec("net", {"data": ()}, layers)


NARROWING = spec(
    convolution("half", "data", kernel_size=3, stride=2, pad=1),
    convolution("third", "half", kernel_size=3, stride=3),
    convolution("wide", "third", kernel_size=5, pad=2),
)


def test_steps_are_the_strides_and_reaches_the_receptive_fields():
    grid = grid_of(NARROWING, ("wide",))
    assert (grid.step, grid.reach) == ((6, 6), (31, 31))
    assert grid.ends == (Reach((31, 31), (6, 6)),)


def test_of_several_ends_the_widest_counts():
    grid = grid_of(NARROWING, ("half", "wide"))
    assert (grid.step, grid.reach) == ((6, 6), (31, 31))
    assert [end.stride for end in grid.ends] == [(2, 2), (6, 6)]


def test_a_part_on_the_grid_has_the_wholes_values_wherever_it_sees_far_enough(rng):
    network = Network(NARROWING, device="cpu", precision="float32")
    data = rng.standard_normal((1, 1, 90, 96)).astype(np.float32)
    whole, part = network.forward(data, "wide"), network.forward(data[:, :, 12:, 18:], "wide")
    np.testing.assert_allclose(part[:, :, 5:, 5:], whole[:, :, 7:, 8:], rtol=1e-5)


def test_a_layer_that_is_finer_again_keeps_the_step_of_the_coarsest():
    finer = LayerSpec("finer", "Upsample", ("half",), ("finer",), {"scale": 4})
    grid = grid_of(spec(NARROWING.layers[0], finer), ("finer",))
    assert grid.step == (2, 2)
    assert grid.ends[0].stride == (Fraction(1, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    "layer",
    [
        LayerSpec("it", "Pooling", ("half",), ("it",), {"global_pooling": True}),
        LayerSpec("it", "InnerProduct", ("half",), ("it",), {"num_output": 2}),
        LayerSpec("it", "Interp", ("half",), ("it",), {"zoom_factor": 2}, line=9),
    ],
)
def test_what_looks_at_the_whole_picture_can_not_be_cut(layer):
    with pytest.raises(ModelError, match=r"can't be cut into tiles for 'it': layer 'it' .* looks at the whole of it"):
        grid_of(spec(NARROWING.layers[0], layer), ("it",))


def test_an_unknown_end_names_its_neighbour():
    with pytest.raises(UnknownNameError, match="did you mean 'wide'"):
        grid_of(NARROWING, ("wider",))
