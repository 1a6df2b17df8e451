"""Films sent over the network, on loopback."""

import io
import socket
import threading
from urllib.parse import urlsplit

import av
import pytest

from dreamstream.errors import SinkError, UsageError
from dreamstream.sinks import SinkOptions, open_sink, shown
from dreamstream.sinks.address import AddressPlace


def film(data, container="mpegts"):
    with av.open(io.BytesIO(data), format=container) as stream:
        return [(float(frame.pts * frame.time_base), frame) for frame in stream.decode(video=0)]


@pytest.fixture
def listener():
    """A TCP port, and what returns all that its first caller sends."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        came = []

        def receive():
            caller, _ = server.accept()
            with caller:
                came.extend(iter(lambda: caller.recv(65536), b""))

        thread = threading.Thread(target=receive)
        thread.start()

        def result():
            thread.join()
            return b"".join(came)

        yield server.getsockname()[1], result
        thread.join()


@pytest.mark.parametrize("container", ["mpegts", "matroska", "nut"])
def test_tcp_carries_the_film(listener, write_film, make_info, make_frames, container):
    port, received = listener
    frames = make_frames(make_info(), 30)
    write_film(f"tcp://127.0.0.1:{port}", make_info(), frames, format=None if container == "mpegts" else container)
    came = film(received(), container)
    assert [time for time, _ in came] == [float(frame.pts_seconds) for frame in frames]


def test_a_caller_who_comes_later_finds_a_key_frame_every_two_seconds(listener, write_film, make_info, make_frames):
    port, received = listener
    info = make_info()
    write_film(f"tcp://127.0.0.1:{port}", info, make_frames(info, 120))
    with av.open(io.BytesIO(received()), format="mpegts") as stream:
        keys = [float(packet.pts * packet.time_base) for packet in stream.demux(video=0) if packet.is_keyframe]
    assert {0.0, 2.0, 4.0} <= set(keys)


def test_udp_carries_the_film_in_datagrams_of_whole_packets(write_film, make_info, make_frames):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        receiver.settimeout(10)
        frames = make_frames(make_info(), 30)
        write_film(f"udp://127.0.0.1:{receiver.getsockname()[1]}", make_info(), frames)
        receiver.setblocking(False)
        datagrams = []
        while True:
            try:
                datagrams.append(receiver.recv(65536))
            except BlockingIOError:
                break
    assert all(len(each) % 188 == 0 and len(each) <= 1316 for each in datagrams)
    came = film(b"".join(datagrams))
    assert [time for time, _ in came] == [float(frame.pts_seconds) for frame in frames]


def test_nobody_there_is_known_before_the_first_frame(make_info):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    sink = open_sink(f"tcp://127.0.0.1:{port}")
    with pytest.raises(SinkError, match=rf"tcp://127\.0\.0\.1:{port} can't be written: Connection refused"):
        sink.open(make_info())
    assert sink.abandon() is None


def test_a_listener_that_goes_away_is_an_error(make_info, make_frames):
    with socket.create_server(("127.0.0.1", 0)) as server:
        sink = open_sink(f"tcp://127.0.0.1:{server.getsockname()[1]}", options=SinkOptions(format="nut"))
        sink.open(make_info())
        server.accept()[0].close()
        with pytest.raises(SinkError, match=r"can't be written: (Broken pipe|Connection reset)"):
            for frame in make_frames(make_info(), 1000):
                sink.write(frame)
    sink.abandon()


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("srt://127.0.0.1:9", "srt:// is not built in; send udp:// or tcp://"),
        ("rtmpt://127.0.0.1:9", "unknown protocol 'rtmpt'; did you mean 'rtmp'"),
    ],
)
def test_a_protocol_that_is_not_spoken_is_refused(target, sentence):
    with pytest.raises(UsageError, match=sentence):
        open_sink(target)


@pytest.mark.parametrize(
    ("target", "claimed"),
    [
        ("udp://1.2.3.4:5", "udp://1.2.3.4:5?pkt_size=1316"),
        ("udp://1.2.3.4:5?ttl=3", "udp://1.2.3.4:5?ttl=3&pkt_size=1316"),
        ("udp://1.2.3.4:5?pkt_size=188", "udp://1.2.3.4:5?pkt_size=188"),
        ("rtmp://live.example/app/key", "rtmp://live.example/app/key"),
    ],
)
def test_an_address_is_used_as_it_is_but_for_whole_packets(target, claimed):
    assert AddressPlace(target).claim() == claimed
    assert urlsplit(claimed).scheme == urlsplit(target).scheme


def test_what_is_shown_of_an_address_holds_no_secret():
    assert shown("rtmp://me:word@live.example:1935/app/secret-key?token=1") == "rtmp://live.example:1935"
    assert (shown("-"), shown("film.mp4")) == ("stdout", "film.mp4")
