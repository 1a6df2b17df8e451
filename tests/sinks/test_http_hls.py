"""HLS by HTTP PUT, to a server that keeps what it is given."""

import re
import socket

import av
import pytest

from dreamstream.errors import SinkError, UsageError
from dreamstream.sinks import SinkOptions, http_hls, open_sink


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    """Try again at once."""
    monkeypatch.setattr(http_hls, "_FIRST_PAUSE_SECONDS", 0)


def write(sink, frames):
    for frame in frames:
        sink.write(frame)


def times(address):
    with av.open(address) as film:
        return [frame.pts * frame.time_base for frame in film.decode(video=0)]


def listed(server):
    return [line for line in server.files["live/out.m3u8"].decode().splitlines() if not line.startswith("#")]


def test_the_server_has_a_film_that_can_be_followed_and_ends(server, make_info, make_frames):
    info, sink = make_info(), open_sink(server.url("live/out.m3u8"))
    sink.open(info)
    # A playlist, with nothing in it yet.
    assert server.put == [("live/out.m3u8", 201)]
    assert listed(server) == []
    frames = make_frames(info, 130)
    write(sink, frames[:110])
    assert listed(server) == ["out_00000.ts", "out_00001.ts"]
    assert "#EXT-X-ENDLIST" not in server.files["live/out.m3u8"].decode()
    write(sink, frames[110:])
    sink.finish()
    assert server.files["live/out.m3u8"].decode().rstrip().endswith("#EXT-X-ENDLIST")
    assert sorted(server.files) == ["live/out.m3u8", *(f"live/{name}" for name in listed(server))]
    shown = times(server.url("live/out.m3u8"))
    assert [time - shown[0] for time in shown] == [frame.pts_seconds for frame in frames]


def test_a_key_goes_with_every_file_and_is_shown_to_nobody(server, make_info, make_frames):
    address = server.url("live/50%25.m3u8?key=secret").replace("//", "//me:word@")
    sink = open_sink(address)
    sink.open(make_info())
    write(sink, make_frames(make_info(), 60))
    server.answers = {len(server.put): 403}
    with pytest.raises(SinkError) as caught:
        sink.finish()
    assert (
        str(caught.value) == f"http://127.0.0.1:{server.server_port} can't be written: the server answers 403 Forbidden"
    )
    assert [name for name, _ in server.put] == [
        f"live/{name}?key=secret" for name in ("50%25.m3u8", "50_25_00000.ts", "50%25.m3u8", "50_25_00001.ts")
    ]


def test_what_is_refused_is_known_before_the_first_frame(server, make_info):
    server.answers = {0: 405}
    sink = open_sink(server.url("out.m3u8"))
    with pytest.raises(SinkError, match="the server answers 405 Method Not Allowed"):
        sink.open(make_info())
    assert sink.abandon() is None
    assert server.files == {}


def test_nobody_there_is_too(make_info):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sink = open_sink(f"http://127.0.0.1:{port}/out.m3u8")
    with pytest.raises(SinkError, match=rf"http://127\.0\.0\.1:{port} can't be written: no connection"):
        sink.open(make_info())


def test_a_server_that_fails_for_a_moment_is_tried_again(server, make_info, make_frames):
    server.answers = {0: 503, 2: 500, 3: 502}
    sink = open_sink(server.url("out.m3u8"))
    sink.open(make_info())
    write(sink, make_frames(make_info(), 60))
    sink.finish()
    assert len(times(server.url("out.m3u8"))) == 60


def test_nothing_is_sent_after_what_failed(server, make_info, make_frames):
    server.answers = dict.fromkeys(range(1, 99), 500)
    sink = open_sink(server.url("out.m3u8"))
    sink.open(make_info())
    with pytest.raises(SinkError, match="the server answers 500 Internal Server Error"):
        write(sink, make_frames(make_info(), 200))
    tried = len(server.put)
    assert sink.abandon() is None
    assert len(server.put) == tried == 5


@pytest.mark.parametrize(
    ("target", "container", "sentence"),
    [
        ("http://example.org/in?a=b.m3u8", None, "http://example.org is sent a playlist and its segments: name it, as"),
        ("https://example.org", None, "name it, as https://example.org/live.m3u8"),
        ("http://example.org/live.m3u8", "mpegts", "http://example.org takes hls, not mpegts; leave out --format"),
        ("tcp://example.org:1", "hls", "tcp://example.org:1 takes mpegts, not hls"),
    ],
)
def test_what_is_no_playlist_is_refused(target, container, sentence):
    with pytest.raises(UsageError, match=re.escape(sentence)):
        open_sink(target, options=SinkOptions(format=container))
