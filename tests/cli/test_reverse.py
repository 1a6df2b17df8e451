"""A finished film backwards, from the command line."""

import av
import cv2
import numpy as np
import pytest

from dreamstream.comments import comments_of
from dreamstream.embedded import read_tables
from dreamstream.motion import render_motion
from dreamstream.recipe import Recipe


@pytest.fixture
def film(folder):
    """A film of 20 frames, each brighter than the one before."""
    with av.open(folder / "film.mp4", "w") as container:
        stream = container.add_stream("libx264", rate=10, width=32, height=32, pix_fmt="yuv420p")
        for level in range(20, 220, 10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.full((32, 32, 3), level, np.uint8), "rgb24")))
        container.mux(stream.encode(None))
    return folder / "film.mp4"


@pytest.fixture
def levels(read_film):
    return lambda path: [round(float(pixels.mean())) for _, pixels in read_film(path)]


def test_a_film_is_turned_round_and_told_of(cli, film, folder, read_film, levels):
    outcome = cli("reverse", film, "-o", "back.mp4", "--crf=4", "--preset-speed=fast")
    assert (outcome.code, outcome.stdout) == (0, "")
    first, *_, last = outcome.stderr.splitlines()
    assert first == "32x32, backwards -> back.mp4"
    assert last.startswith("wrote back.mp4: 20 frames, ")
    assert np.allclose(levels(folder / "back.mp4"), levels(film)[::-1], atol=2)
    assert [time for time, _ in read_film(folder / "back.mp4")] == [time for time, _ in read_film(film)]
    assert sorted(path.name for path in folder.iterdir()) == ["back.mp4", "film.mp4"]


def test_a_film_may_take_its_own_place_where_that_is_wanted(cli, film, levels):
    before, content = levels(film), film.read_bytes()
    refused = cli("reverse", film, "-o", film)
    assert (refused.code, refused.stdout, film.read_bytes()) == (2, "", content)
    assert "--overwrite (-y)" in refused.stderr
    assert cli("reverse", film, "-o", film, "-y", "-q").stderr == ""
    assert np.allclose(levels(film), before[::-1], atol=2)


def test_the_films_recipe_goes_along_in_any_format_or_is_left_out(cli, folder):
    picture = np.zeros((32, 32, 3), np.uint8)
    render_motion(Recipe.parse({"source": {"frames": 3}, "dream": {"seed": 7}}), picture, folder / "film.mkv")
    for name in ("back.gif", "back.webm"):
        assert cli("reverse", "film.mkv", "-o", name).code == 0
        assert read_tables(folder / name)["dream"]["seed"] == 7
    assert cli("reverse", "film.mkv", "-o", "back.mp4", "--no-embed").code == 0
    assert comments_of(folder / "back.mp4") == []


@pytest.mark.parametrize(
    ("source", "options", "sentence"),
    [
        ("-", ["-o", "back.mp4"], "'-' can't be read from its end; save it as a file, and reverse that"),
        (
            "one.png",
            ["-o", "back.mp4"],
            "'one.png' is no video that can be reversed; films, animated GIFs and PNGs are",
        ),
        ("film.mp4", [], "no output given; add -o FILE.mp4 or -o FILE.gif"),
        ("film.mp4", ["-o", "back.mp4", "--boomerang"], "no such option: --boomerang; 'dreamstream reverse --help' "),
        ("film.mp4", ["-o", "back.mp4", "--crf=99"], "libx264 takes a quality (--crf) from 0 (best) to 51, not 99"),
    ],
)
def test_what_can_not_be_is_refused_in_a_sentence(cli, film, folder, source, options, sentence):
    cv2.imwrite(str(folder / "one.png"), np.zeros((8, 8, 3), np.uint8))
    outcome = cli("reverse", source, *options)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert (
        sentence in outcome.stderr.lower() if "option" in sentence else outcome.stderr == f"dreamstream: {sentence}\n"
    )
    assert not (folder / "back.mp4").exists()
