"""The distortions alone."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from memory_sink import MemorySink

from dreamstream import Finished, Frame, FrameDone, Recipe, Started, render
from dreamstream.distortions import Chain, create
from dreamstream.dreaming import Dreamer, DreamSettings, Octaves, Target
from dreamstream.embedded import read_tables
from dreamstream.errors import OutputExistsError
from dreamstream.frame import Moment, to_pixels
from dreamstream.motion import Motion, render_motion
from dreamstream.schedule import Cycle

SEED = Path(__file__).parent / "data" / "seed.jpg"
DISTORT = [{"type": "zoom", "scale": 0.06}, {"type": "rotate", "degrees": "2*sin(f)"}, {"type": "noise"}]
CHAIN = Chain(tuple(create(each) for each in DISTORT))
MOTION = Recipe.parse(
    {
        "dream": {"motion_only": True, "seed": 7, "lock": {"strength": 0.5}},
        "distort": DISTORT,
        "source": {"frames": 4, "size": "64x48"},
    }
)


@pytest.fixture
def picture(rng):
    return rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)


def test_a_still_is_only_distorted_again_and_again(picture):
    sink = MemorySink()
    render_motion(MOTION, picture, sink)
    expected = picture.astype(np.float32)
    assert len(sink.frames) == 4
    for index, frame in enumerate(sink.frames):
        np.testing.assert_array_equal(frame.pixels, to_pixels(expected))
        expected = CHAIN(expected, Moment(index, Fraction(index, 24), 7, 4))


@pytest.mark.parametrize("blend", [0.0, 0.3, "0.5 + 0.5*f", 1.0])
def test_frames_move_as_under_a_dreamer_that_takes_no_step(small_network, blend, rng):
    blend = Recipe.parse({"dream": {"blend": blend}}).dream.blend
    targets = Cycle((Target("mix/output"),), 1)
    settings = DreamSettings(targets, Octaves(1, 1.4, 0), blend=blend, seed=3)
    dreamer = Dreamer(small_network, settings, CHAIN, frame_count=2)
    motion = Motion(CHAIN, blend=blend, seed=3, frame_count=2)
    for index in range(2):
        frame = Frame(rng.integers(0, 256, (24, 32, 3), dtype=np.uint8), index, Fraction(index, 25))
        moved = motion(frame)
        assert (moved.index, moved.pts_seconds) == (frame.index, frame.pts_seconds)
        # Into the network's space and back is not quite nothing.
        assert np.abs(moved.pixels.astype(int) - dreamer(frame).pixels).max() <= 1


def test_a_render_of_such_a_recipe_is_the_motion(picture):
    sinks = MemorySink(), MemorySink()
    render(MOTION, picture, sinks[0])
    render_motion(MOTION, picture, sinks[1])
    for frame, other in zip(sinks[0].frames, sinks[1].frames, strict=True):
        np.testing.assert_array_equal(frame.pixels, other.pixels)


def test_progress_names_neither_model_nor_layer(picture):
    records = []
    finished = render_motion(MOTION, picture, MemorySink(), records.append)
    started, *frames, last = records
    assert started == Started("", (), "", (64, 48), Fraction(24), 4)
    assert [record.done for record in frames] == [1, 2, 3, 4]
    assert {type(record) for record in frames} == {FrameDone}
    assert last is finished
    assert isinstance(last, Finished)


def test_the_film_carries_its_own_recipe_and_not_its_inputs(picture, tmp_path):
    render_motion(MOTION, picture, tmp_path / "first.mkv")
    render_motion(Recipe.parse({"dream": {"motion_only": True, "seed": 8}}), tmp_path / "first.mkv", tmp_path / "2.mkv")
    seeds = {name: read_tables(tmp_path / name)["dream"]["seed"] for name in ("first.mkv", "2.mkv")}
    assert seeds == {"first.mkv": 7, "2.mkv": 8}
    assert "weights_sha256" not in read_tables(tmp_path / "2.mkv")["origin"]


def test_an_output_that_exists_is_kept(tmp_path):
    (tmp_path / "out.mp4").write_bytes(b"earlier")
    with pytest.raises(OutputExistsError):
        render_motion(MOTION, SEED, tmp_path / "out.mp4")


def test_neither_pytorch_nor_a_network_is_loaded(tmp_path):
    command = "import sys, dreamstream.cli; sys.argv[0] = 'dreamstream'\ntry: dreamstream.cli.main()\n"
    command += "finally: assert 'torch' not in sys.modules"
    options = ["--motion-only", "--preset=vortex", "--model=vgg16", "--size=64x48", "--frames=3", "-o", "out.mp4"]
    ended = subprocess.run(
        [sys.executable, "-P", "-c", command, str(SEED), *options],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.startswith("motion only, nothing dreams; 64x48, 3 frames at 24 fps -> out.mp4")
    assert (tmp_path / "out.mp4").stat().st_size > 0
