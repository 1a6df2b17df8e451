import numpy as np
import pytest

from dreamstream.errors import UnsupportedLayerError


def test_the_values_are_there_and_only_a_gradient_is_refused(one_layer):
    network, data = one_layer("Threshold"), np.float32([-1, 2]).reshape(1, 1, 1, 2)
    assert network.forward(data, "it").ravel().tolist() == [0, 1]
    assert network.shape(data.shape, "it") == data.shape
    with pytest.raises(UnsupportedLayerError, match=r"'it' \(Threshold, line 7\) has no gradient; dream on a layer"):
        network.gradient(data, "it")
