"""What languages are called in QuickTime files, as FFmpeg writes and reads them."""

import io
from fractions import Fraction

import av
import pytest

from dreamstream.companions.languages import _NUMBERED, _OTHER_NAMES, _OWN_NAMES, name_in, standard_name

NAMES = sorted({*_NUMBERED, *_OWN_NAMES, *_OTHER_NAMES})


@pytest.fixture(scope="module")
def told():
    """What FFmpeg reads of a file with a track for each name as it is there."""
    file = io.BytesIO()
    with av.open(file, "w", format="mov") as film:
        tracks = [film.add_stream("pcm_s16le", rate=8000, layout="mono") for _ in NAMES]
        for track, name in zip(tracks, NAMES, strict=True):
            track.metadata["language"] = name_in("mov", name)
        for track in tracks:
            packet = av.Packet(bytes(16))
            packet.stream, packet.pts, packet.dts, packet.time_base = track, 0, 0, Fraction(1, 8000)
            film.mux(packet)
    file.seek(0)
    with av.open(file) as film:
        return dict(zip(NAMES, (track.language for track in film.streams), strict=True))


def test_all_that_are_known_are_told(told):
    assert {name: standard_name(read) for name, read in told.items()} == {
        name: _OTHER_NAMES.get(name, name) for name in NAMES
    }


def test_others_are_known_not_to_be():
    assert [name_in("mov", name) for name in ("haw", "zul", "de", "")] == [None] * 4
    assert [name_in("mp4", name) for name in ("haw", "de", "de-AT", "hr ")] == ["haw", None, None, None]
    assert [name_in("matroska", name) for name in ("haw", "de")] == ["haw", "de"]
