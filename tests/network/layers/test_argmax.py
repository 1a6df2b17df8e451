import numpy as np
import pytest

from dreamstream.errors import ModelError

# Two rows of two columns in each of three channels; 7 is the largest, twice.
DATA = np.array([1, 7, 3, 0, 5, 2, 7, 0, 5, 4, 6, 0], np.float32).reshape(1, 3, 2, 2)


def test_of_equal_values_the_later_comes_first(one_layer):
    assert one_layer("ArgMax").forward(DATA, "it").tolist() == [[[[6]]]]
    assert one_layer("ArgMax", {"top_k": 3}).forward(DATA, "it").ravel().tolist() == [6, 1, 10]
    assert one_layer("ArgMax", {"axis": 1}).forward(DATA, "it").tolist() == [[[[2, 0], [1, 2]]]]


def test_the_values_stand_beside_the_indices_or_in_their_place(one_layer):
    both = one_layer("ArgMax", {"top_k": 2, "out_max_val": True}).forward(DATA, "it")
    assert both.tolist() == [[[[6], [1]], [[7], [7]]]]
    values = one_layer("ArgMax", {"axis": -3, "top_k": 2, "out_max_val": True}).forward(DATA, "it")
    assert np.array_equal(values, -np.sort(-DATA, 1)[:, :2])


@pytest.mark.parametrize(
    ("shape", "expected"), [((1, 9), (1, 1, 2)), ((1, 3, 3), (1, 1, 2)), ((1, 3, 3, 2), (1, 1, 2, 1))]
)
def test_the_top_has_at_least_three_dimensions(one_layer, shape, expected):
    assert one_layer("ArgMax", {"top_k": 2}).shape(shape, "it") == expected


@pytest.mark.parametrize(("params", "length"), [({"top_k": 4, "axis": 1}, 3), ({"top_k": 0}, 12), ({"top_k": 13}, 12)])
def test_more_than_there_are_values_is_refused(one_layer, params, length):
    with pytest.raises(ModelError, match=rf"'it' \(ArgMax, line 7\): top_k has to be within 1 and {length}, not"):
        one_layer("ArgMax", params).forward(DATA, "it")
