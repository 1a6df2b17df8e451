"""Gradients in tiles are those of the whole picture."""

import os
import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest
import torch

from dreamstream import caffe
from dreamstream.dreaming import L2, Ascent, Channels, Goal, Guide, Logit, Octaves, TiledNetwork, climb
from dreamstream.dreaming.objectives import Diff
from dreamstream.errors import ModelError, OutOfMemoryError
from dreamstream.network import Network

MODELS = files("dreamstream.models")
NEAR, FAR, FARTHEST = "inception_3a/output", "pool3", "inception_4a/output"


@pytest.fixture(scope="module")
def motif():
    spec = caffe.load(MODELS / "motif.prototxt", MODELS / "motif.caffemodel")
    return Network(spec, device="cpu", precision="float32")


@pytest.fixture(scope="module")
def data():
    """A picture whose sides no tile divides."""
    coarse = torch.from_numpy(np.random.default_rng(0).standard_normal((1, 3, 15, 19)))
    return torch.nn.functional.interpolate(coarse, (227, 291), mode="bicubic").float() * 60


@pytest.fixture
def seen(motif, monkeypatch):
    """Note the sizes that the network is shown; what has more pixels than ``limit`` does not fit."""
    sizes = []
    differentiate = motif.differentiate

    def noting(data, end, top_diff):
        sizes.append(tuple(data.shape[2:]))
        if data.shape[2] * data.shape[3] > seen.limit:
            raise OutOfMemoryError("a picture does not fit")
        return differentiate(data, end, top_diff)

    def seen():
        return sizes

    seen.limit = 10**9
    monkeypatch.setattr(motif, "differentiate", noting)
    return seen


def assert_same(tiled, whole, error=1e-5):
    assert tiled.shape == whole.shape
    assert (tiled - whole).norm() < error * whole.norm()


@pytest.mark.parametrize(("end", "side"), [("conv1", 64), (NEAR, 144), (FAR, 192)])
@pytest.mark.parametrize("objective", [L2(), Channels((1, 3)), Logit((0,))], ids=str)
def test_a_layers_gradient_and_activation_are_the_wholes(motif, data, end, side, objective):
    tiled = TiledNetwork(motif, side)
    tiling = tiled.tiling(data.shape, (end,))
    assert tiling.rows.feather == tiling.columns.feather == 0
    assert len(tiling.tiles) > 3
    for part, whole in zip(
        tiled.differentiate(data, end, Diff(objective)), motif.differentiate(data, end, Diff(objective)), strict=True
    ):
        assert_same(part, whole)


def test_likeness_to_a_guide_is_the_wholes(motif, data):
    guide = Guide(motif.activate(data[:, :, :60, 200:280].flip(3), NEAR))
    whole = motif.differentiate(data, NEAR, Diff(guide))[1]
    assert_same(TiledNetwork(motif, 144).differentiate(data, NEAR, Diff(guide))[1], whole)


def test_several_ends_are_the_wholes_together_and_one_by_one(motif, data):
    goals = [(NEAR, Diff(L2(), torch.tensor(0.3))), (FAR, Diff(Channels((2,)))), (NEAR, Diff(Logit((5,))))]
    tiled = TiledNetwork(motif, 192)
    assert_same(tiled.differentiate_many(data, goals), motif.differentiate_many(data, goals))
    for part, whole in zip(tiled.differentiate_each(data, goals), motif.differentiate_each(data, goals), strict=True):
        assert_same(part, whole)


def test_an_objective_that_compares_places_sees_the_whole_layer(motif, data):
    def towards_the_mean(activation):
        return activation.mean((2, 3), keepdim=True) - activation

    whole = motif.differentiate(data, FAR, towards_the_mean)[1]
    assert_same(TiledNetwork(motif, 192).differentiate(data, FAR, towards_the_mean)[1], whole)


def test_of_a_layer_that_sees_too_far_the_gradient_is_blended(motif, data):
    tiled = TiledNetwork(motif, 192)
    tiling = tiled.tiling(data.shape, (FARTHEST,))
    assert max(tiling.rows.feather, tiling.columns.feather) > 0
    whole, part = (each.differentiate(data, FARTHEST, Diff(L2()))[1] for each in (motif, tiled))
    assert_same(part, whole, 0.02)
    for side, at in ((2, tiling.rows.spans[0].last), (3, tiling.columns.spans[0].last)):
        seam = (part - whole).diff(dim=side).narrow(side, at - 4, 8).abs().mean()
        assert seam < 0.05 * whole.diff(dim=side).abs().mean()


def test_a_layer_that_looks_at_the_whole_picture_is_refused(motif):
    vgg = Network(caffe.load(MODELS / "vgg16.prototxt"), device="cpu")
    with pytest.raises(ModelError, match=r"can't be cut into tiles for 'fc6': layer 'fc6' .* looks at the whole of it"):
        TiledNetwork(vgg, 128).differentiate(torch.zeros(1, 3, 224, 224), "fc6", Diff(L2()))


def test_a_whole_step_is_that_of_the_whole_picture(motif, data):
    goals = (Goal(NEAR, L2(), 1.0), Goal(FAR, L2(), -0.5))
    steps = [
        Ascent(network, goals, 1.5, clip=True).step(data, (5, -7))[0] for network in (motif, TiledNetwork(motif, 192))
    ]
    assert_same(*steps)


def test_a_picture_that_does_not_fit_is_cut_until_it_does(motif, data, seen, caplog):
    seen.limit = 150**2
    image = data[0].permute(1, 2, 0).numpy() + 120
    ascent = Ascent(TiledNetwork(motif), (Goal("conv2", L2()),), 1.5, clip=True)
    climb(ascent, image, Octaves(1, 1.4, 2), lambda *_: (0, 0))
    first, second, *rest = seen()
    assert first == (227, 291)
    assert max(second) <= 145
    assert all(height * width <= seen.limit for height, width in rest[-8:])
    assert [record.getMessage() for record in caplog.records] == [
        "291x227 pixels are too many for memory at once: the gradient is taken in tiles of up to 145"
    ]


def test_what_never_fits_is_refused(motif, data, seen):
    seen.limit = 0
    with pytest.raises(OutOfMemoryError):
        TiledNetwork(motif).differentiate(data, NEAR, Diff(L2()))


def test_small_pictures_are_taken_whole(motif, data, seen):
    tiled = TiledNetwork(motif, 512)
    tiled.differentiate(data, NEAR, Diff(L2()))
    assert seen() == [(227, 291)]
    assert tiled.tiling(data.shape, (NEAR,)) is None


def test_all_else_is_the_networks_own(motif, data):
    tiled = TiledNetwork(motif, 128)
    small = data[:, :, :64, :96].numpy()
    assert tiled.blobs(small.shape) == motif.blobs(small.shape)
    assert tiled.shape(small.shape, NEAR) == motif.shape(small.shape, NEAR)
    assert np.array_equal(tiled.forward(small, NEAR), motif.forward(small, NEAR))
    for part, whole in zip(tiled.gradient(small, NEAR), motif.gradient(small, NEAR), strict=True):
        assert np.array_equal(part, whole)
    assert tiled.mean_bgr == motif.mean_bgr


def test_a_step_in_tiles_takes_less_memory(motif):
    shape = (1, 3, 1080, 1920)
    whole, large, small = (TiledNetwork(motif, side).step_bytes(shape, (NEAR,)) for side in (4096, 1024, 512))
    assert whole > large > small


IN_LITTLE_MEMORY = """
import logging, resource, sys
from pathlib import Path
from dreamstream import Recipe, render

logging.basicConfig(stream=sys.stdout, format="%(message)s")
dream = {"octaves": 1, "iterations": 1}
recipe = Recipe.parse({"model": {"device": "cpu", "precision": "float32"}, "dream": dream, "source": {"frames": 2}})
# What is loaded once is there.
render(recipe, "noise:64x48", "small%d.png")
had = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (had + 400 * 2**20, had + 400 * 2**20))
print(render(recipe, "noise:1600x1200", "large%d.png").frames)
"""


@pytest.mark.nightly
@pytest.mark.skipif(sys.platform != "linux", reason="only there a process can be given so little memory")
def test_where_memory_really_runs_out_tiles_finish_the_film(tmp_path):
    # So that what is given back is given back to the system.
    environment = {**os.environ, "MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "65536", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", IN_LITTLE_MEMORY],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said, frames = done.stdout.splitlines()
    assert said.startswith("1600x1200 pixels are too many for memory at once: the gradient is taken in tiles of up to ")
    assert frames == "2"
    assert len(list(tmp_path.glob("large*.png"))) == 2
