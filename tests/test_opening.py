"""Sources and sinks, opened as a recipe asks for it."""

from fractions import Fraction

import numpy as np
import pytest

from dreamstream.completion import complete
from dreamstream.errors import OutputExistsError, UsageError
from dreamstream.opening import files_of, open_input, open_output, opened, refuse_onto, sink_options, source_options
from dreamstream.recipe import Recipe
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sources import SourceOptions, open_source


def test_the_source_and_sink_tables_are_their_options():
    recipe, _ = complete(
        Recipe.parse(
            {
                "source": {
                    "size": "64x48",
                    "fps": "12.5",
                    "frames": 3,
                    "duration_seconds": 2,
                    "from_seconds": "1:00",
                    "to_seconds": 62.5,
                    "every": 2,
                    "fit": "pad",
                    "deinterlace": "on",
                    "input_format": "nut",
                    "reconnect_seconds": 0,
                },
                "sink": {
                    "codec": "ffv1",
                    "crf": 0,
                    "speed": "slow",
                    "pix_fmt": "gray",
                    "format": "nut",
                    "loop": 2,
                    "gif_palette": "first",
                    "reverse": True,
                    "boomerang": True,
                },
            }
        )
    )
    assert source_options(recipe.source) == SourceOptions(
        size=(64, 48),
        fps=Fraction(25, 2),
        frames=3,
        duration_seconds=Fraction(2),
        from_seconds=Fraction(60),
        to_seconds=Fraction(125, 2),
        every=2,
        fit="pad",
        deinterlace="on",
        input_format="nut",
        reconnect_seconds=Fraction(0),
    )
    assert sink_options(recipe.sink) == SinkOptions(
        "ffv1", 0, "slow", "gray", "nut", 2, "first", reverse=True, boomerang=True
    )
    assert [sink_options(recipe.sink, threads).threads for threads in (None, "auto", 3)] == [None, None, 3]
    assert source_options(Recipe().source) == SourceOptions()
    assert source_options(Recipe().source, 1) == SourceOptions(frames=1)
    assert source_options(Recipe.parse({"source": {"frames": 5}}).source, 1) == SourceOptions(frames=5)
    assert source_options(Recipe.parse({"source": {"duration_seconds": 5}}).source, 1).frames is None
    assert sink_options(complete(Recipe())[0].sink) == SinkOptions()


def test_both_are_opened_and_the_source_is_closed_at_the_end(tmp_path, monkeypatch):
    recipe, _ = complete(Recipe.parse({"source": {"size": "64x48"}}))
    with opened("noise:100x90", tmp_path / "out.png", recipe, overwrite=False) as (source, sink):
        closed = []
        monkeypatch.setattr(source, "close", lambda: closed.append(True))
        assert (source.info.width, source.info.height, source.info.frame_count) == (64, 48, sink.enough_frames)
        assert not closed
    assert closed


def test_what_is_open_already_stays_open(tmp_path, monkeypatch):
    recipe, _ = complete(Recipe())
    sink = open_sink(tmp_path / "out.png")
    with open_source(np.zeros((48, 64, 3), np.uint8)) as source:
        monkeypatch.setattr(source, "close", lambda: pytest.fail("closed by somebody else"))
        with opened(source, sink, recipe, overwrite=False) as both:
            assert both == (source, sink)
        monkeypatch.undo()


def test_an_output_that_exists_is_refused_before_the_source_is_looked_at(tmp_path):
    (tmp_path / "out.png").touch()
    with (
        pytest.raises(OutputExistsError),
        opened(tmp_path / "missing.jpg", tmp_path / "out.png", complete(Recipe())[0], overwrite=False),
    ):
        pass


def test_no_output_is_the_file_that_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.jpg").touch()
    with pytest.raises(UsageError, match=r"'\./in\.jpg' is an input itself"):
        refuse_onto(files_of("in.jpg"), ["out.mp4", "./in.jpg"])
    with pytest.raises(UsageError, match=r"'in\.jpg' is an input itself"):
        refuse_onto(files_of(f"file://{tmp_path}/in.jpg"), "in.jpg")
    for source, target in (
        ("in.jpg", "out.jpg"),
        ("-", "-"),
        ("camera:0", "camera:0"),
        (np.zeros((2, 2, 3)), "in.jpg"),
    ):
        refuse_onto(files_of(source), target)


@pytest.mark.parametrize(
    ("table", "named"),
    [({"every": 2}, "--every"), ({"from_seconds": 1, "to_seconds": 2}, "--from and --to")],
)
def test_a_still_picture_has_no_part_to_be_taken(table, named):
    with pytest.raises(UsageError, match=f"leave out {named}, and say how long its film is by --frames or --duration"):
        open_input("noise:8x8", Recipe.parse({"source": table}))
    assert open_input("noise:8x8", Recipe.parse({"source": {"from_seconds": 0, "every": 1}})).info.is_still


def test_no_output_is_the_file_whose_sound_is_heard(tmp_path):
    (tmp_path / "song.mkv").touch()
    recipe = complete(Recipe.parse({"sink": {"audio": str(tmp_path / "song.mkv")}}))[0]
    with pytest.raises(UsageError, match=r"song\.mkv' is an input itself"):
        open_output(tmp_path / "song.mkv", recipe, overwrite=True)


@pytest.mark.parametrize("source", ["%02d.png", "*.png", "02.png"])
def test_no_numbered_picture_takes_the_place_of_one_that_is_read(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("01.png", "02.png", "04.png"):
        (tmp_path / name).touch()
    with pytest.raises(UsageError, match=r"'0\d\.png' is an input itself"):
        refuse_onto(files_of(source), ["out.mp4", "%02d.png"])
    for target in ("%03d.png", "%d.png", "out%02d.png", "%02d.mp4"):
        refuse_onto(files_of(source), target)
