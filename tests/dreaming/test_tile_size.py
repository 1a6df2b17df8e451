"""How large tiles are, by how much memory is free."""

import logging

import pytest

from dreamstream.caffe.spec import LayerSpec
from dreamstream.dreaming import tile_size
from dreamstream.dreaming.tile_size import TileSize

ENDS = ("mix/output",)
SHAPE = (1, 3, 1080, 1920)


@pytest.fixture
def with_free(small_network, monkeypatch):
    """Make what decides while so many bytes are free."""

    def make(free, side=None):
        monkeypatch.setattr(tile_size, "free_bytes", lambda _: free)
        return TileSize(small_network, side)

    return make


@pytest.fixture
def needed(with_free):
    return with_free(None).bytes_of(SHAPE, ENDS, (1080, 1920))


def test_a_picture_that_fits_stays_whole(with_free, needed, caplog):
    assert with_free(2 * needed)(SHAPE, ENDS) is None
    assert caplog.text == ""


def test_where_nothing_is_known_of_the_memory_it_stays_whole(with_free):
    assert with_free(None)(SHAPE, ENDS) is None


def test_tiles_are_as_large_as_memory_allows_which_is_said_once(with_free, needed, caplog):
    size = with_free(needed)
    side = size(SHAPE, ENDS)
    assert 1080 < side < 1920
    assert size.bytes_of(SHAPE, ENDS, (side, side)) <= 0.8 * needed
    assert with_free(needed / 2)(SHAPE, ENDS) < side
    caplog.clear()
    size((1, 3, 2160, 3840), ENDS)
    assert caplog.text == ""


def test_what_is_said_names_picture_and_tiles(with_free, needed, caplog):
    side = with_free(needed / 2)(SHAPE, ENDS)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("dreamstream", logging.WARNING)
    expected = f"1920x1080 pixels are too many for memory at once: the gradient is taken in tiles of up to {side}"
    assert record.getMessage() == expected


def test_a_decision_stays_however_memory_changes(with_free, needed, monkeypatch):
    size = with_free(2 * needed)
    size(SHAPE, ENDS)
    monkeypatch.setattr(tile_size, "free_bytes", lambda _: 0)
    assert size(SHAPE, ENDS) is None


def test_a_size_that_is_asked_for_holds(with_free, caplog):
    assert with_free(0, side=500)(SHAPE, ENDS) == 500
    assert caplog.text == ""


def test_what_did_not_fit_is_halved_down_to_tiles_that_save_nothing(with_free):
    size = with_free(None)
    sides = []
    while size.shrink(SHAPE, ENDS):
        sides.append(size(SHAPE, ENDS))
    assert sides == [960, 480, 240]


def test_a_layer_that_looks_at_the_whole_picture_is_never_cut(with_free, small_network):
    (*_, last) = small_network.spec.layers
    everywhere = LayerSpec("mean", "Pooling", (last.tops[0],), ("mean",), {"pool": "AVE", "global_pooling": True})
    size = with_free(0)
    object.__setattr__(small_network.spec, "layers", (*small_network.spec.layers, everywhere))
    assert size(SHAPE, ("mean",)) is None
    assert not size.shrink(SHAPE, ("mean",))
