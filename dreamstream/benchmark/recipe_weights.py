"""Random weights that anybody can draw again, for networks whose trained ones can't be had or do not matter."""

from dataclasses import replace

import numpy as np

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.network.shapes import with_weights_for


def recipe_weights(spec: NetworkSpec, *, seed: int = 0, side: int = 224) -> NetworkSpec:
    """Return ``spec`` with weights for pictures of ``side`` x ``side`` pixels, drawn by one ``RandomState(seed)``.

    Layers come in the prototxt's order. A layer's first blob is normal with variance 2 / fan-in (He et al., 2015),
    every other one normal times 0.1, each drawn in float64 and then rounded to float32. What a ReLU leaves keeps
    its size through such a network, so that no layer is out of a precision's range.
    """
    state = np.random.RandomState(seed)

    def drawn(layer: LayerSpec) -> LayerSpec:
        blobs = []
        for index, blank in enumerate(layer.weights):
            factor = 0.1 if index else np.sqrt(2 / np.prod(blank.shape[1:]))
            blobs.append((state.standard_normal(blank.shape) * factor).astype(np.float32))
        return replace(layer, weights=tuple(blobs))

    blank = with_weights_for(
        replace(spec, layers=tuple(replace(each, weights=()) for each in spec.layers)), (1, 3, side, side)
    )
    return replace(spec, layers=tuple(drawn(layer) for layer in blank.layers))
