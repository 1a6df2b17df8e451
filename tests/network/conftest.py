"""Networks of a single layer, for what is to be said about one layer type."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamstream.caffe.spec import LayerSpec, NetworkSpec, Value
from dreamstream.network import Network


# Of the session, so that hypothesis may use it.
@pytest.fixture(scope="session")
def one_layer() -> Callable[..., Network]:
    """Build a network, exact mode, whose only layer 'it' (line 7) reads 'data'."""

    def build(
        layer_type: str,
        params: Mapping[str, Value] | None = None,
        weights: Sequence[NDArray[np.float32]] = (),
        *,
        bottoms: tuple[str, ...] = ("data",),
        tops: tuple[str, ...] = ("it",),
        precision: str = "float32",
    ) -> Network:
        layer = LayerSpec("it", layer_type, bottoms, tops, params or {}, tuple(weights), line=7)
        return Network(NetworkSpec("net", {"data": ()}, (layer,)), device="cpu", precision=precision)

    return build
