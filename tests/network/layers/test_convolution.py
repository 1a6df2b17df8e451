import numpy as np
import pytest

from dreamstream.errors import ModelError


@pytest.fixture
def convolution(one_layer):
    def build(kernel=(3, 3), outputs=2, channels=1, **params):
        blobs = (np.ones((outputs, channels, *kernel), np.float32), np.zeros(outputs, np.float32))
        return one_layer("Convolution", {"num_output": outputs, **params}, blobs)

    return build


@pytest.mark.parametrize(
    ("kernel", "params", "least"),
    [
        ((3, 5), {}, (3, 5)),
        ((3, 5), {"pad": (1,)}, (1, 3)),
        ((3, 3), {"dilation": (2, 4)}, (5, 9)),
        ((3, 3), {"pad": (7,), "stride": (2,)}, (1, 1)),
    ],
)
def test_the_least_bottom_counts_padding_and_dilation(convolution, kernel, params, least):
    network, (rows, columns) = convolution(kernel, **params), least
    network.forward(np.zeros((1, 1, rows, columns), np.float32), "it")
    for shape in ((1, 1, rows - 1, columns), (1, 1, rows, columns - 1)):
        with pytest.raises(ModelError, match=f"needs a bottom of at least {columns}x{rows}, not {shape[3]}x{shape[2]}"):
            network.forward(np.zeros(shape, np.float32), "it")


@pytest.mark.parametrize("groups", [0, 2])
def test_groups_have_to_divide_the_outputs(convolution, groups):
    with pytest.raises(ModelError, match=f"3 outputs can't be split into {groups} groups"):
        convolution(outputs=3, group=groups).forward(np.zeros((1, 2, 5, 5), np.float32), "it")
