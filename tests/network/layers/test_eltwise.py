import numpy as np
import pytest
import torch

from dreamstream.caffe.spec import LayerSpec
from dreamstream.errors import ModelError
from dreamstream.network.device import choose
from dreamstream.network.layers import REGISTRY


def eltwise(bottoms, **params):
    """Return Eltwise's values and each bottom's gradient for a diff of ones, as lists."""
    names = tuple(f"in{index}" for index in range(len(bottoms)))
    layer = LayerSpec("it", "Eltwise", names, ("it",), params, line=7)
    tensors = [torch.tensor(bottom, dtype=torch.float32, requires_grad=True) for bottom in bottoms]
    (top,) = REGISTRY["Eltwise"](layer, choose("cpu", "float32"))(tensors)
    gradients = torch.autograd.grad(top, tensors, torch.ones_like(top))
    return top.tolist(), [gradient.tolist() for gradient in gradients]


def test_a_product_has_a_gradient_also_at_zero():
    assert eltwise([[2, 0], [3, 5], [4, 7]], operation="PROD") == ([24, 0], [[12, 35], [8, 0], [6, 0]])


def test_a_sum_is_weighted_by_its_coefficients():
    assert eltwise([[2, 0], [3, 5]]) == ([5, 5], [[1, 1], [1, 1]])
    assert eltwise([[2, 0], [3, 5], [1, 1]], coeff=(2.0, -1.0, 0.5)) == ([1.5, -4.5], [[2, 2], [-1, -1], [0.5, 0.5]])


def test_a_tie_of_the_first_two_goes_to_the_second_and_later_bottoms_have_to_be_larger():
    tops, gradients = eltwise([[1, 2, 1, 3, 2], [1, 1, 2, 3, 1], [1, 2, 2, 4, 2]], operation="MAX")
    assert tops == [1, 2, 2, 4, 2]
    assert gradients == [[0, 1, 0, 0, 1], [1, 0, 1, 0, 0], [0, 0, 0, 1, 0]]


@pytest.mark.parametrize(
    ("bottoms", "params", "message"),
    [
        ([[1], [2]], {"coeff": (1.0,)}, r": coeff is for a SUM and one for each of its 2 bottoms"),
        ([[1], [2]], {"coeff": (1.0, 1.0), "operation": "MAX"}, r": coeff is for a SUM and one for each of its 2"),
        ([[1, 2], [2]], {}, r" needs bottoms of one shape, not \[\(2,\), \(1,\)\]"),
    ],
)
def test_what_has_no_meaning_is_refused(bottoms, params, message):
    with pytest.raises(ModelError, match=rf"layer 'it' \(Eltwise, line 7\){message}"):
        eltwise(bottoms, **params)


def axpy(*bottoms):
    layer = LayerSpec("it", "Axpy", ("a", "x", "y"), ("it",), line=7)
    return REGISTRY["Axpy"](layer, choose("cpu", "float32"))(bottoms)[0]


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 1, 1)])
def test_axpy_is_a_factor_for_each_channel_times_x_plus_y(shape):
    factors = torch.tensor([[2, 0, -1], [1, 3, 0.5]]).reshape(shape).requires_grad_()
    x, y, diff = torch.randn(3, 2, 3, 4, 5)
    x.requires_grad_()
    y.requires_grad_()
    top = axpy(factors, x, y)
    gradients = torch.autograd.grad(top, (factors, x, y), diff)
    for item, channel in np.ndindex(2, 3):
        place, factor = (item, channel), factors[item, channel].item()
        assert torch.allclose(top[place], factor * x[place] + y[place])
        assert torch.allclose(gradients[0][place].sum(), (diff[place] * x[place]).sum(), atol=1e-5)
        assert torch.allclose(gradients[1][place], factor * diff[place])
    assert torch.equal(gradients[2], diff)


@pytest.mark.parametrize(
    "shapes",
    [
        [(1, 4), (1, 3, 2, 2), (1, 3, 2, 2)],
        [(1, 3, 2, 2), (1, 3, 2, 2), (1, 3, 2, 2)],
        [(3,), (1, 3, 2, 2), (1, 3, 2, 2)],
        [(1, 3), (1, 3, 2, 2), (1, 3, 2, 1)],
        [(3,), (3,), (3,)],
    ],
)
def test_axpy_without_a_factor_for_each_channel_is_refused(shapes):
    with pytest.raises(ModelError, match=r"'it' \(Axpy, line 7\) needs a factor for each channel and two blobs of one"):
        axpy(*map(torch.zeros, shapes))
