"""What every test shares: the original Caffe's own numbers, and a network small enough for any test."""

import hashlib
import importlib.util
import shutil
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
import stand_in_graphs
import tomli_w
import torch
from hypothesis import settings
from numpy.typing import NDArray

from dreamstream import caffe, completion
from dreamstream.frame import Pixels
from dreamstream.models import ModelCard, find_model
from dreamstream.network import Network
from dreamstream.recipe import Recipe
from dreamstream.registry import Registry

# No test measures time, hypothesis's examples included, and the same code always gets the same verdict; what no one has
# tried yet is tried by `--hypothesis-profile=exploring`.
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.register_profile("exploring", deadline=None, max_examples=1000)
settings.load_profile("repeatable")

GOLDEN = Path(__file__).parent / "golden"
STAND_IN = Path(__file__).parent / "caffe" / "stand_in"
Arrays = dict[str, NDArray[Any]]


CARD = ModelCard(name="mine", prototxt=Path("mine.prototxt"), layers={"parts": "mix/output", "edges": "conv1"})
"""Of a model that nobody has."""


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


@pytest.fixture(autouse=True, scope="session")
def _offline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep every test, and every process it starts, from the user's models and from all that is not loopback."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DREAMSTREAM_MODELS", str(tmp_path_factory.mktemp("models")))
        patch.setenv("DREAMSTREAM_PRESETS", str(tmp_path_factory.mktemp("presets")))
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            # Nobody listens there.
            patch.setenv(name, "http://127.0.0.1:9")
            patch.delenv(name.upper(), raising=False)
        patch.setenv("no_proxy", "127.0.0.1")
        yield


@pytest.fixture
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder that only this test has; it doesn't exist yet."""
    folder = tmp_path / "models"
    monkeypatch.setenv("DREAMSTREAM_MODELS", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test read or write the user's own cache."""
    monkeypatch.setenv("DREAMSTREAM_CACHE", str(tmp_path_factory.mktemp("cache")))


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
def graphs(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let processors have CUDA graphs, for one test, and return those that it makes, as they come."""
    return stand_in_graphs.stand_in(monkeypatch)


@pytest.fixture
def install(tmp_path: Path) -> Callable[[dict[str, str], str], Path]:
    """Write what an installer leaves of the package 'stardust': its files and entry points, in the returned folder."""

    def install(files: dict[str, str], entry_points: str) -> Path:
        metadata = "Metadata-Version: 2.1\nName: stardust\nVersion: 1.0\n"
        about = {"METADATA": metadata, "entry_points.txt": entry_points}
        for name, text in {**files, **{f"stardust-1.0.dist-info/{name}": text for name, text in about.items()}}.items():
            path = tmp_path / "site-packages" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path / "site-packages"

    return install


@pytest.fixture
def plug_in(
    install: Callable[[dict[str, str], str], Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Registry[Any], str, str], None]:
    """Let the package 'stardust', for one test, enter what its code calls PART in a registry under a name."""

    def plug_in(registry: Registry[Any], name: str, code: str) -> None:
        module = f"stardust_{registry.kind}"
        folder = install({f"{module}.py": code}, f"[dreamstream.{registry.kind}s]\n{name} = {module}:PART\n")
        monkeypatch.syspath_prepend(folder)
        # So that both forget it after the test.
        monkeypatch.setattr(registry, "_items", dict(registry._items))
        monkeypatch.setitem(sys.modules, module, None)
        del sys.modules[module]

    return plug_in


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.fixture
def small_model(golden: Callable[[str], Golden], tmp_path: Path) -> tuple[Path, Path]:
    """Prototxt and caffemodel of ``small_network``; the prototxt's name is 'net'."""
    golden("nets/dream_loop")
    return tmp_path / "net.prototxt", tmp_path / "net.caffemodel"


@pytest.fixture
def complete_over(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, Any], Recipe], Recipe]:
    """Complete a recipe for ``CARD``, given these own settings."""

    def complete_over(model: dict[str, Any], recipe: Recipe) -> Recipe:
        card = CARD.model_copy(update={"dream": model})
        monkeypatch.setattr(completion, "find_model", lambda name: card)
        return completion.complete(recipe)[0]

    return complete_over


class FileServer(ThreadingHTTPServer):
    """Serves ``files`` on loopback, takes others by PUT and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _FileRequest)
        self.files: dict[str, bytes] = {}
        self.asked: list[tuple[str, str | None]] = []
        """Path and Range header of each request."""
        self.knows_ranges = True
        self.headers = {"ETag": '"1"'}
        self.cuts: list[int] = []
        """After how many bytes the next responses break off."""
        self.put: list[tuple[str, int]] = []
        """Path and answer of each file that was put."""
        self.answers: dict[int, int] = {}
        """What the so many-th PUT, from 0, is answered instead of 201."""
        self.may_answer = threading.Event()
        self.may_answer.set()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{name}"


class _FileRequest(BaseHTTPRequestHandler):
    server: FileServer

    def do_GET(self) -> None:
        name, wanted = self.path.removeprefix("/"), self.headers["Range"]
        self.server.asked.append((name, wanted))
        self.server.may_answer.wait(timeout=60)
        content = self.server.files.get(name)
        if content is None:
            self.send_error(404)
            return
        start = 0
        if wanted and self.server.knows_ranges and self.headers["If-Range"] in (None, self.server.headers.get("ETag")):
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
        if start and start >= len(content):
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        for header, value in self.server.headers.items():
            self.send_header(header, value)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(content) - start))
        self.end_headers()
        rest = content[start:]
        self.wfile.write(rest[: self.server.cuts.pop(0)] if self.server.cuts else rest)

    def do_PUT(self) -> None:
        name, content = self.path.removeprefix("/"), self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.answers.get(len(self.server.put), 201)
        self.server.put.append((name, answer))
        if answer == 201:
            self.server.files[name] = content
        self.send_response(answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[FileServer]:
    """A server of files for this test alone."""
    with FileServer() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.may_answer.set()
        made.shutdown()
        thread.join()


@pytest.fixture
def publish(server: FileServer, small_model: tuple[Path, Path], models_folder: Path) -> Callable[..., ModelCard]:
    """Serve the small model's weights as tiny.caffemodel and return the card of model 'tiny', which fetches them.

    Keywords go over what its table says of the download.
    """
    prototxt, caffemodel = small_model

    def publish(**facts: Any) -> ModelCard:
        content = caffemodel.read_bytes()
        server.files["tiny.caffemodel"] = content
        weights = {
            "file": "tiny.caffemodel",
            "size_bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "urls": [server.url("tiny.caffemodel")],
            **facts,
        }
        table = {"prototxt": "net.prototxt", "licence": "CC0-1.0", "source": "the tests"}
        home = models_folder / "tiny"
        home.mkdir(parents=True, exist_ok=True)
        shutil.copy(prototxt, home)
        known = {key: value for key, value in weights.items() if value is not None}
        (home / "model.toml").write_text(tomli_w.dumps({**table, "weights": known}))
        return find_model("tiny")

    return publish


@pytest.fixture
def cell(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Let this be a notebook, for one test, and return what is published beneath its cell, as it comes."""
    published: list[dict[str, Any]] = []
    publisher = SimpleNamespace(publish=lambda **message: published.append(message))
    shell = SimpleNamespace(kernel=object(), display_pub=publisher)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return published


@pytest.fixture
def read_film() -> Callable[[Path], list[tuple[Fraction, Pixels]]]:
    """Return every (time in seconds, RGB pixels) of a film."""

    def read(path: Path) -> list[tuple[Fraction, Pixels]]:
        with av.open(path) as container:
            return [
                (frame.pts * frame.time_base, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)
            ]

    return read


@pytest.fixture
def midi(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Stand in for the system's MIDI: ``names`` are its ports; ``messages``, each a ``message``, wait at any port."""
    mido = pytest.importorskip("mido", reason="mido is not here")
    ports = pytest.importorskip("mido.ports")
    names = ["Midi Through 14:0", "nanoKONTROL2 20:0", "LPD8 24:0"]
    world = SimpleNamespace(names=names, messages=[], opened=[], message=mido.Message)

    class Input(ports.BaseInput):
        def _open(self, **_):
            world.opened.append(self)

        def _receive(self, block=True):
            self._messages.extend(world.messages)
            world.messages = []

    backend = ModuleType("tests_midi")
    backend.Input = Input
    backend.get_devices = lambda **_: [{"name": name, "is_input": True, "is_output": False} for name in world.names]
    monkeypatch.setitem(sys.modules, "tests_midi", backend)
    made = mido.Backend("tests_midi")
    for name in ("open_input", "get_input_names"):
        monkeypatch.setattr(mido, name, getattr(made, name))
    return world
