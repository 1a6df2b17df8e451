"""The whole of it, on tiles of 64x48."""

import threading

import numpy as np
import pytest

from dreamstream.atlas import AtlasFinished, AtlasOptions, AtlasStarted, TileDone, make_atlas, open_output
from dreamstream.errors import ModelError, SourceError, UsageError
from dreamstream.recipe import Recipe
from dreamstream.sources.picture import read_picture
from dreamstream.sources.still import scaled

LAYERS = ("conv1", "conv2", "inception_4c/output")


def stop_after(count, stop):
    def on_progress(record):
        if isinstance(record, TileDone) and record.done == count:
            stop.set()

    return on_progress


def test_the_first_tile_is_the_picture_itself(make, tmp_path, picture):
    make(tmp_path / "a.png", columns=4)
    sheet, tile = read_picture(tmp_path / "a.png"), scaled(read_picture(picture), (64, 48))
    places = [
        (x, y)
        for y, x in np.argwhere((sheet == tile[0, 0]).all(axis=2))
        if np.array_equal(sheet[y : y + 48, x : x + 64], tile)
    ]
    assert len(places) == 1
    assert places[0][0] < sheet.shape[1] // 4


def test_tiles_are_dreamed_on_the_threads_asked_for(make, tmp_path, quick):
    records = []
    recipe = quick.merge(Recipe.parse({"model": {"threads": 3}}))
    make(tmp_path / "a.png", recipe=recipe, on_progress=records.append)
    assert ", 3 threads, " in records[0].device


def test_progress_is_told_from_beginning_to_end(make, tmp_path):
    records = []
    finished = make(tmp_path / "a.png", on_progress=records.append)
    started, *done, last = records
    assert isinstance(started, AtlasStarted)
    assert (started.model, started.tile_size, started.tile_count) == ("motif", (64, 48), 3)
    assert [(each.done, each.option) for each in done] == [
        (index, f"--layer {layer}") for index, layer in enumerate(LAYERS, start=1)
    ]
    height, width, _ = read_picture(tmp_path / "a.png").shape
    assert finished == last == AtlasFinished(3, 0, 3, (width, height), stopped=False)


def test_a_second_run_dreams_nothing_and_draws_the_same(make, tmp_path, dreams):
    make(tmp_path / "a.png")
    assert dreams == list(LAYERS)
    assert make(tmp_path / "b.png").from_cache == 3
    assert len(dreams) == 3
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_interrupted_it_writes_nothing_and_then_goes_on(make, tmp_path, dreams, monkeypatch):
    # A tile's time is written beneath it.
    monkeypatch.setattr("dreamstream.atlas.tiles.time.perf_counter", lambda: 1.0)
    stop = threading.Event()
    interrupted = make(tmp_path / "a.png", on_progress=stop_after(2, stop), stop=stop)
    assert interrupted == AtlasFinished(2, 0, 3, interrupted.size, stopped=True)
    assert list(tmp_path.glob("a*")) == []
    assert make(tmp_path / "a.png").from_cache == 2
    assert dreams == list(LAYERS)
    monkeypatch.setenv("DREAMSTREAM_CACHE", str(tmp_path / "elsewhere"))
    assert make(tmp_path / "b.png").from_cache == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_an_unwanted_size_is_refused_before_anything_is_dreamed(make, tmp_path, dreams):
    recipe = Recipe.parse({"source": {"size": "32x5000"}})
    with pytest.raises(UsageError, match="choose fewer tiles"):
        make(tmp_path / "a.png", recipe=recipe, columns=1)
    assert (dreams, list(tmp_path.glob("a*"))) == ([], [])


def test_unless_told_otherwise_a_tiles_long_side_is_320(picture, tmp_path):
    started = []
    recipe = Recipe.parse({"dream": {"octaves": 1, "iterations": 0}, "model": {"device": "cpu"}})
    make_atlas(picture, open_output(tmp_path / "a.png"), recipe, AtlasOptions("conv1"), started.append)
    assert max(started[0].tile_size) == 320


@pytest.mark.parametrize("source", ["noise:64x48", np.full((48, 64, 3), 99, np.uint8)], ids=["noise", "an array"])
def test_a_picture_may_be_noise_or_an_array(source, quick, tmp_path):
    made = make_atlas(source, open_output(tmp_path / "a.png"), quick, AtlasOptions("conv1:0"))
    assert made.tiles == 1


def test_a_video_is_no_picture(quick, tmp_path):
    (tmp_path / "clip.mp4").write_bytes(b"no picture")
    with pytest.raises(SourceError, match="not a picture that can be decoded"):
        make_atlas(tmp_path / "clip.mp4", open_output(tmp_path / "a.png"), quick, AtlasOptions())


def test_an_array_of_another_kind_is_refused(quick, tmp_path):
    with pytest.raises(UsageError, match=r"a picture is \(H, W, 3\) uint8 RGB"):
        make_atlas(np.zeros((48, 64), np.uint8), open_output(tmp_path / "a.png"), quick, AtlasOptions())


def test_a_tile_too_small_for_a_layer_is_told(make, tmp_path):
    with pytest.raises(ModelError, match="pool"):
        make(tmp_path / "a.png", recipe=Recipe.parse({"source": {"size": "2x2"}}))


def test_a_stop_while_weights_are_fetched_writes_nothing(publish, tmp_path, picture):
    publish()
    stop = threading.Event()
    stop.set()
    recipe = Recipe.parse({"model": {"name": "tiny"}})
    finished = make_atlas(picture, open_output(tmp_path / "a.png"), recipe, AtlasOptions(), stop=stop)
    assert finished == AtlasFinished(0, 0, 0, (0, 0), stopped=True)
    assert not (tmp_path / "a.png").exists()
