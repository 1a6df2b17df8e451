"""The bytes of a film depend on what is in it, not on when its encoder has a packet ready."""

import functools
import random
from collections import deque

import av
import pytest

from dreamstream.sinks import SinkOptions, video
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.piped import open_piped


class Hesitating:
    """A stream whose encoder keeps what is ready back, as one does that is busy, and gives it all at the end."""

    def __init__(self, stream, hesitates):
        self._stream, self._hesitates, self._ready = stream, hesitates, deque()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def encode(self, picture):
        self._ready.extend(self._stream.encode(picture))
        while self._ready and (picture is None or not self._hesitates()):
            yield self._ready.popleft()


def never():
    return False


def always():
    return True


@pytest.fixture
def film_with(write, tmp_path, monkeypatch):
    """Make a film by an encoder that hesitates when it is told, and return its bytes.

    A Matroska has a random number in it, which is why its packets are returned in their order.
    """

    def make(source, name, hesitates):
        begin = video.VideoCoder.begin
        with monkeypatch.context() as patch:
            patch.setattr(video.VideoCoder, "begin", lambda *about: Hesitating(begin(*about), hesitates))
            write(source, tmp_path / name, SinkOptions(speed="ultrafast"))
        with av.open(tmp_path / name) as film:
            packets = [(packet.stream.index, packet.pts, bytes(packet)) for packet in film.demux()]
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        return packets if name.endswith(".mkv") else content

    return make


HESITATIONS = (never, always, *3 * [functools.partial(random.Random(1).choice, (True, True, False))])


@pytest.mark.parametrize("output", ["out.mp4", "out.mkv", "out.ts"])
def test_an_encoder_that_hesitates_changes_nothing_where_sound_comes_late(sound_last, film_with, output):
    content = sound_last.getvalue()
    films = [
        film_with(open_piped(type(sound_last)(content), SourceOptions()), output, hesitates)
        for hesitates in HESITATIONS
    ]
    assert films == [films[0]] * 5


# What is encoded again comes later than the pictures that it begins with.
@pytest.mark.parametrize(("output", "codec"), [("out.mp4", "pcm_s16le"), ("out.ts", "libopus"), ("out.ts", "aac")])
def test_nor_where_it_comes_with_its_pictures(make_sounding, film_with, output, codec):
    source = make_sounding("in.mkv", codec=codec, languages=("deu", "fra"))
    films = [film_with(open_source(source), output, hesitates) for hesitates in HESITATIONS]
    assert films == [films[0]] * 5
