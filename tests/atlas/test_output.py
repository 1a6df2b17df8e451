from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from dreamstream.atlas import open_output
from dreamstream.atlas.layout import Caption
from dreamstream.atlas.sheet import Sheet
from dreamstream.errors import OutputExistsError, SinkError, UsageError
from dreamstream.sources.picture import read_picture

CAPTIONS = tuple(Caption(f"--layer conv{index}", f"{index}.0 s") for index in range(3))
TILES = [np.full((48, 64, 3), 100 * index + 20, np.uint8) for index in range(3)]
SHEET = Sheet("What motif dreams", "dreamstream photo.jpg", "a processor", (64, 48), CAPTIONS)


def write(path):
    output = open_output(path)
    size = output.size(SHEET)
    output.write(SHEET, TILES, CAPTIONS)
    return size


@pytest.mark.parametrize(("name", "close"), [("a.png", 0), ("a.PNG", 0), ("a.jpg", 40), ("a.jpeg", 40)])
def test_a_picture_is_the_whole_sheet(tmp_path, name, close):
    assert write(tmp_path / name) == SHEET.grid.size
    drawn = SHEET.draw(TILES, CAPTIONS).astype(int)
    assert abs(read_picture(tmp_path / name) - drawn).max() <= close
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(("name", "frames"), [("a.mp4", 72), ("a.gif", 3)])
def test_a_film_shows_every_tile_for_a_second(tmp_path, read_film, name, frames):
    size = write(tmp_path / name)
    film = read_film(tmp_path / name)
    assert len(film) == frames
    assert film[-1][0] == 3 - Fraction(3, frames)
    for index, (tile, caption) in enumerate(zip(TILES, CAPTIONS, strict=True)):
        alone = SHEET.draw_alone(tile, caption)
        assert (alone.shape[1], alone.shape[0]) == size == SHEET.size_alone
        for shown in (film[index * frames // 3][1], film[(index + 1) * frames // 3 - 1][1]):
            assert abs(shown.astype(int) - alone).mean() < 4


@pytest.mark.parametrize(("name", "what"), [("a.xyz", "the extension '.xyz'"), ("atlas", "no extension")])
def test_an_unknown_extension_is_refused_with_those_known(tmp_path, name, what):
    with pytest.raises(UsageError, match=rf"{name} has {what}, .* known extensions: \.gif, \.jpeg, .*\.png"):
        open_output(tmp_path / name)


@pytest.mark.parametrize("name", ["a.png", "a.mp4", "a.gif"])
def test_what_exists_is_replaced_only_if_asked(tmp_path, name):
    (tmp_path / name).write_text("earlier")
    with pytest.raises(OutputExistsError, match="exists; use --overwrite"):
        open_output(tmp_path / name)
    open_output(tmp_path / name, overwrite=True).write(SHEET, TILES, CAPTIONS)
    assert (tmp_path / name).stat().st_size > 100


@pytest.mark.parametrize("name", ["a.png", "a.mp4"])
def test_what_is_too_large_is_refused(tmp_path, name):
    huge = Sheet("", "", "", (12_000, 9_000), CAPTIONS)
    with pytest.raises(UsageError, match="choose fewer tiles"):
        open_output(tmp_path / name).size(huge)


def test_a_picture_that_cant_be_written_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    def fail(path, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(SinkError, match=r"a\.png: No space left on device"):
        write(tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []
