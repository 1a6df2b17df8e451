"""How large outputs are said to become."""

import pytest

from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.base import Sink
from dreamstream.sinks.density import OF_PICTURES, video_bits_per_pixel
from dreamstream.sinks.encoders import ENCODERS
from dreamstream.sinks.stills import PICTURES

PIXELS = 64 * 48


@pytest.fixture
def about(tmp_path):
    """Return what is said of ten frames, by the output's name."""

    def about(*names, frames=10, **options):
        return open_sink([tmp_path / name for name in names], options=SinkOptions(**options)).about_bytes(
            PIXELS, frames
        )

    return about


def test_every_encoder_and_kind_of_picture_has_a_density():
    assert [name for name, each in ENCODERS.items() if not video_bits_per_pixel(each, None, each.pix_fmt)] == []
    assert OF_PICTURES.keys() == PICTURES.keys()


def test_films_grow_with_their_length_and_quality(about):
    assert about("a.mp4", frames=20) == 2 * about("a.mp4")
    assert about("a.mp4", crf=10) > about("a.mp4") == about("a.mp4", crf=18) > about("a.mp4", crf=30)
    assert about("a.gif") > about("a.webp") > about("a.webm")


def test_raw_frames_are_as_large_as_they_are(about):
    assert about("a.y4m") == about("a.nut", pix_fmt="yuv420p") == PIXELS * 10 * 12 / 8
    assert about("a.nut", pix_fmt="rgb24") == PIXELS * 10 * 3


def test_a_single_picture_is_one_however_many_frames_come(about):
    assert about("a.png", frames=50) == about("a.png") == about("%d.png") / 10


def test_several_outputs_add_up(about):
    assert about("a.mp4", "b.gif") == about("a.mp4") + about("b.gif")


def test_a_reversed_film_is_as_large(about):
    assert about("a.mp4", reverse=True) == about("a.mp4")


def test_a_sink_that_does_not_say_is_unknown_and_left_out_of_sums(tmp_path):
    class Elsewhere(Sink):
        def open(self, info):
            pass

        def write(self, frame):
            pass

        def finish(self):
            pass

        def abandon(self):
            return None

    film = open_sink(tmp_path / "a.mp4")
    assert Elsewhere().about_bytes(PIXELS, 10) is None
    assert open_sink([Elsewhere(), film]).about_bytes(PIXELS, 10) == film.about_bytes(PIXELS, 10)
    assert open_sink([Elsewhere(), Elsewhere()]).about_bytes(PIXELS, 10) is None
