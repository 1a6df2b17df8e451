"""What every test shares: the original Caffe's own numbers, and a network small enough for any test."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from dreamstream import caffe
from dreamstream.network import Network

GOLDEN = Path(__file__).parent / "golden"
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Golden:
    """One network of the original's, what went in and what came out."""

    spec: caffe.NetworkSpec
    arrays: Arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.arrays[name]


@pytest.fixture
def golden(tmp_path: Path) -> Callable[[str], Golden]:
    """Read ``golden/NAME.npz``, its two Caffe files through our own reader."""

    def read(name: str) -> Golden:
        with np.load(GOLDEN / f"{name}.npz") as file:
            arrays = dict(file)
        prototxt, caffemodel = tmp_path / "net.prototxt", tmp_path / "net.caffemodel"
        prototxt.write_text(str(arrays["prototxt"]))
        caffemodel.write_bytes(arrays["caffemodel"].tobytes())
        return Golden(caffe.load(prototxt, caffemodel), arrays)

    return read


@pytest.fixture
def small_network(golden: Callable[[str], Golden]) -> Network:
    """A network of one inception-like module, exact mode, mean (104, 117, 123); 'mix/output' has 36 channels."""
    return Network(golden("nets/dream_loop").spec, device="cpu", precision="float32")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)
