from importlib.resources import files

import numpy as np

from dreamstream import caffe
from dreamstream.benchmark import recipe_weights

SPEC = caffe.load(files("dreamstream.models") / "bvlc_googlenet.prototxt")


def test_weights_are_drawn_in_the_files_order_each_layer_by_its_fan_in():
    layers = {layer.name: layer for layer in recipe_weights(SPEC, seed=3).layers}
    state = np.random.RandomState(3)
    for name, shape in (("conv1/7x7_s2", (64, 3, 7, 7)), ("conv2/3x3_reduce", (64, 64, 1, 1))):
        weight, bias = layers[name].weights
        assert np.array_equal(weight, np.float32(state.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))))
        assert np.array_equal(bias, np.float32(state.standard_normal(shape[0]) * 0.1))
    assert layers["loss3/classifier"].weights[0].shape == (1000, 1024)
    assert layers["pool1/3x3_s2"].weights == ()


def test_weights_that_are_there_have_no_say():
    once = recipe_weights(SPEC)
    again = recipe_weights(once)
    assert np.array_equal(once.layers[0].weights[0], again.layers[0].weights[0])
