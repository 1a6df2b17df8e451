import logging
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.sources import open_source
from dreamstream.sources.base import SourceOptions
from dreamstream.sources.sequence import SequenceSource, is_sequence, sequence_paths


def write(folder: Path, *names: str, width: int = 16) -> None:
    for name in names:
        number = int("".join(filter(str.isdigit, name)) or 0)
        cv2.imwrite(str(folder / name), np.full((12, width, 3), number, np.uint8))


def values(source: SequenceSource) -> list[int]:
    return [int(frame.pixels[0, 0, 0]) for frame in source]


def test_numbers_begin_at_the_lowest_there_is_and_show_24_per_second(tmp_path: Path):
    write(tmp_path, "f_0007.png", "f_0008.png", "f_0009.png", "f_0010.png", "other_0001.png", "f_11.png")
    source = open_source(f"{tmp_path}/f_%04d.png")
    assert (source.info.rate, source.info.frame_count, source.info.is_still) == (24, 4, False)
    assert (source.info.width, source.info.height) == (16, 12)
    assert [(frame.pts_seconds * 24, int(frame.pixels[0, 0, 0])) for frame in source] == [
        (0, 7),
        (1, 8),
        (2, 9),
        (3, 10),
    ]


def test_the_rate_asked_for_is_that_of_the_pictures(tmp_path: Path):
    write(tmp_path, "1.png", "2.png", "3.png", "4.png")
    source = SequenceSource(f"{tmp_path}/%d.png", SourceOptions(fps=Fraction(2), from_seconds=Fraction(1, 2), every=2))
    assert [(frame.pts_seconds, int(frame.pixels[0, 0, 0])) for frame in source] == [(0, 2), (1, 4)]
    assert (source.info.frame_count, source.info.rate) == (2, 1)


def test_the_film_ends_at_the_first_gap_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    write(tmp_path, "001.png", "002.png", "004.png", "005.png")
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        assert [path.name for path in sequence_paths(f"{tmp_path}/%03d.png")] == ["001.png", "002.png"]
    assert [record.getMessage() for record in caplog.records] == [
        "'003.png' is missing; the film ends before it, 2 later pictures are left out"
    ]


def test_a_wildcard_stands_for_its_files_in_natural_order(tmp_path: Path):
    write(tmp_path, "a10.png", "a9.png", "a100.png", "b1.png")
    assert values(open_source(f"{tmp_path}/a*.png")) == [9, 10, 100]
    assert values(open_source(tmp_path / "a?.png")) == [9]


def test_brackets_of_a_folder_that_is_there_are_its_name(tmp_path: Path):
    (tmp_path / "clip [1080p]").mkdir()
    write(tmp_path / "clip [1080p]", "1.png", "2.png")
    assert len(sequence_paths(f"{tmp_path}/clip [1080p]/*.png")) == 2


def test_pictures_of_another_size_are_brought_to_the_firsts(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    write(tmp_path, "1.png", "4.png")
    write(tmp_path, "2.png", "3.png", width=40)
    with caplog.at_level(logging.WARNING, logger="dreamstream"):
        assert {frame.pixels.shape for frame in SequenceSource(f"{tmp_path}/%d.png")} == {(12, 16, 3)}
    (said,) = (record.getMessage() for record in caplog.records)
    assert said.endswith("2.png' has 40x12 pixels, the first picture 16x12; it is scaled")


def test_a_file_of_that_very_name_is_itself(tmp_path: Path):
    write(tmp_path, "odd*.png", "%d.png")
    assert not is_sequence(f"{tmp_path}/odd*.png")
    assert open_source(f"{tmp_path}/%d.png").info.is_still
    assert not is_sequence(f"{tmp_path}/100%.png")


@pytest.mark.parametrize("pattern", ["%04d.png", "none/%d.png", "*.jpg"])
def test_a_pattern_of_no_file_is_told(tmp_path: Path, pattern: str):
    with pytest.raises(SourceError, match=r"no file is called like '.*"):
        open_source(f"{tmp_path}/{pattern}")


def test_what_is_no_picture_is_told_by_name(tmp_path: Path):
    write(tmp_path, "1.png")
    (tmp_path / "2.png").write_text("no picture")
    source = SequenceSource(f"{tmp_path}/*.png")
    with pytest.raises(SourceError, match=r"2\.png' is not a picture"):
        list(source)
