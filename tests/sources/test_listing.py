"""The times of a film that are told before it is decoded are those that its frames then have."""

from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.decoder import Decoder

COUNT = 60
UNKNOWN = 8
"""At the end, for packets may be damaged."""


@pytest.fixture
def film(tmp_path, rng):
    """Write a film of noise, 40 ms a frame or at uneven times, of which some packets may be damaged."""

    def film(name, codec="libx264", *, uneven=False, damaged=(), **options):
        with av.open(tmp_path / name, "w") as container:
            stream = container.add_stream(codec, rate=25, width=48, height=36, pix_fmt="yuv420p", options=options)
            stream.codec_context.time_base = Fraction(1, 1000 if uneven else 25)
            for index in range(COUNT):
                pixels = cv2.resize(rng.integers(0, 256, (9, 12, 3), np.uint8), (48, 36))
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
                frame.pts, frame.time_base = 40 * index + (index % 7 if uneven else 0), Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        content = bytearray((tmp_path / name).read_bytes())
        with av.open(tmp_path / name) as container:
            places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
        for position, size in (places[index] for index in damaged):
            content[position + 9 : position + size] = bytes(size - 9)
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return film


def told_and_true(path, **options):
    """Return the times that are told, and those of the frames."""
    with open_source(path, SourceOptions(**options)) as source:
        told = list(source.times())
        return told, [frame.pts_seconds for frame in source]


FILMS = {
    "B-frames": ("a.mp4", {"g": "24", "bf": "3"}),
    "uneven": ("a.mkv", {"uneven": True, "bf": "2"}),
    "no loss": ("a.mkv", {"codec": "ffv1"}),
    "open groups": ("a.mp4", {"x264-params": "keyint=12:open-gop=1:bframes=3:scenecut=0"}),
    "VP9": ("a.webm", {"codec": "libvpx-vp9", "deadline": "realtime", "cpu-used": "8", "lag-in-frames": "9"}),
}
ASKED = {
    "all": {},
    "a part": {"from_seconds": Fraction("0.3"), "to_seconds": Fraction("1.1")},
    "every third": {"every": 3, "from_seconds": Fraction("0.5")},
    "at another rate": {"fps": Fraction(40)},
    "at a lower rate": {"fps": Fraction(10), "duration_seconds": Fraction(1)},
    "a few": {"frames": 5},
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED.keys())
@pytest.mark.parametrize("made", FILMS.values(), ids=FILMS.keys())
def test_what_is_told_comes_true(film, made, asked):
    name, options = made
    told, true = told_and_true(film(name, **options), **asked)
    assert told == true[: len(told)]
    end = asked.get("to_seconds") or asked.get("frames") or asked.get("duration_seconds")
    assert len(told) >= len(true) - (0 if end else 2 * UNKNOWN)


def test_no_picture_is_decoded_for_it_but_the_first_ones(film, monkeypatch):
    decoded = []
    decode = Decoder._pictures
    monkeypatch.setattr(Decoder, "_pictures", lambda self, packet: decoded.append(packet) or decode(self, packet))
    with open_source(film("a.mp4", bf="0", tune="zerolatency"), SourceOptions()) as source:
        before = len(decoded)
        assert len(list(source.times())) == COUNT - UNKNOWN
        assert len(decoded) == 2 * before < 10


def test_packets_that_turn_out_to_be_damaged_take_none_away_that_was_told_of(film):
    told, true = told_and_true(film("a.mkv", g="1", damaged=(10, 20, 30)))
    assert len(true) == COUNT - 3
    assert len(told) <= len(true)


INTERLACED = {"codec": "mpeg2video", "flags": "+ildct+ilme"}


@pytest.mark.parametrize(
    ("name", "options"), [("a.ts", {}), ("a.avi", {"codec": "mpeg4", "bf": "2"}), ("a.mkv", INTERLACED)]
)
def test_where_a_packet_may_be_something_else_than_a_picture_nothing_is_told(film, name, options):
    told, true = told_and_true(film(name, **options))
    assert told == []
    assert len(true) == COUNT


def test_what_a_film_does_not_show_of_its_first_packets_does_not_count(tmp_path, film):
    cut = tmp_path / "cut.mp4"
    with av.open(film("a.mp4", g="24", bf="2")) as old, av.open(cut, "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.size:
                # Before 0 a container keeps what is needed to decode the rest, and an edit list hides it.
                packet.pts, packet.dts = packet.pts - 10 * packet.duration, packet.dts - 10 * packet.duration
                packet.stream = stream
                new.mux(packet)
    told, true = told_and_true(cut)
    assert told == true[: len(told)]


def test_numbered_pictures_and_animations_are_known_whole(tmp_path, rng):
    pictures = rng.integers(0, 256, (6, 9, 12, 3), np.uint8)
    for index, pixels in enumerate(pictures):
        cv2.imwrite(str(tmp_path / f"{index}.png"), pixels)
    animation = cv2.Animation()
    animation.frames, animation.durations = list(pictures), [30, 40, 50, 60, 70, 80]
    cv2.imwriteanimation(str(tmp_path / "a.webp"), animation)
    for name in ("%d.png", "a.webp"):
        told, true = told_and_true(tmp_path / name, every=2)
        assert told == true
        assert len(told) == 3


def test_of_a_pipe_nothing_is_told(film, monkeypatch):
    with film("a.mkv").open("rb") as file:
        monkeypatch.setattr("sys.stdin", file)
        told, true = told_and_true("-")
    assert (told, len(true)) == ([], COUNT)
