"""What every test shares: the original Caffe's own numbers, and a network small enough for any test."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import av
import numpy as np
import pytest
import torch
from hypothesis import settings
from numpy.typing import NDArray

from dreamstream import caffe
from dreamstream.frame import Pixels
from dreamstream.network import Network

# No test measures time, hypothesis's examples included.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

GOLDEN = Path(__file__).parent / "golden"
STAND_IN = Path(__file__).parent / "caffe" / "stand_in"
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Golden:
    """One network of the original's, what went in and what came out."""

    spec: caffe.NetworkSpec
    arrays: Arrays

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.arrays[name]


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Keep PyTorch to one thread: on networks this small more only wait for each other."""
    torch.set_num_threads(1)


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
def stand_in(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Stand in for an installed pycaffe, the module 'caffe', for one test."""
    place = importlib.util.spec_from_file_location("caffe", STAND_IN / "caffe.py")
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    monkeypatch.setitem(sys.modules, "caffe", module)
    # Set for ever by the first import of the original.
    monkeypatch.setenv("GLOG_minloglevel", "2")
    return module


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def small_model(golden: Callable[[str], Golden], tmp_path: Path) -> tuple[Path, Path]:
    """Prototxt and caffemodel of ``small_network``; the prototxt's name is 'net'."""
    golden("nets/dream_loop")
    return tmp_path / "net.prototxt", tmp_path / "net.caffemodel"


@pytest.fixture
def read_film() -> Callable[[Path], list[tuple[Fraction, Pixels]]]:
    """Return every (time in seconds, RGB pixels) of a film."""

    def read(path: Path) -> list[tuple[Fraction, Pixels]]:
        with av.open(path) as container:
            return [
                (frame.pts * frame.time_base, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)
            ]

    return read
