"""Sound sent over the network, on loopback: what a receiver hears, and when."""

import io
import socket
import subprocess
import sys
import time
from fractions import Fraction

import av
import pytest

from dreamstream.companions.adts import without_header
from dreamstream.errors import SinkError
from dreamstream.sinks import open_sink
from dreamstream.sources import open_source

PATIENCE_SECONDS = 30

# Writing a header keeps every other thread of Python from running until the server has answered.
RTMP_SERVER = """
import sys
import av

with av.open(sys.argv[1], format="flv", options={"listen": "1"}, timeout=20) as film:
    try:
        for packet in film.demux():
            if packet.size:
                print(packet.stream.type, packet.pts * packet.time_base, bytes(packet).hex())
    except OSError:
        pass  # the sender went away, as all do at their end
"""


def arrived(film):
    """Return what is in a film that came over the network, as the server above prints it."""
    with av.open(film) as container:
        packets = [packet for packet in container.demux() if packet.size]
        return [(packet.stream.type, packet.pts * packet.time_base, bytes(packet)) for packet in packets]


def assert_in_sync(source, hear, packets, lost=0):
    """Every packet is as long before or after the first picture as it was, to FLV's millisecond; of sound the last
    ones may be ``lost``.
    """
    shown = [time for kind, time, _ in packets if kind == "video"]
    assert len(shown) == 50
    assert [round(1000 * (time - shown[0])) for time in shown] == [40 * index for index in range(50)]
    before = hear(source)[0].packets
    after = [(time - shown[0], without_header(data)) for kind, time, data in packets if kind == "audio"]
    if lost:
        before, after = before[:-lost], after[: len(before) - lost]
    assert [data for _, data in after] == [data for _, data in before]
    assert max(abs(b - a) for (b, _), (a, _) in zip(before, after, strict=True)) <= Fraction(1, 1000)


# FFmpeg's RTP drops what doesn't fill a datagram at the end.
@pytest.mark.parametrize(("protocol", "lost"), [("udp", 0), ("rtp", 12)])
def test_datagrams_of_mpeg_ts(make_sounding, convey, hear, protocol, lost):
    source = make_sounding("in.mp4")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        receiver.setblocking(False)
        convey(source, f"{protocol}://127.0.0.1:{receiver.getsockname()[1]}")
        came = b""
        while True:
            try:
                # Of RTP the header of each is left out.
                came += receiver.recv(65536)[12 if protocol == "rtp" else 0 :]
            except BlockingIOError:
                break
    assert_in_sync(source, hear, arrived(io.BytesIO(came)), lost)


def test_rtmp(make_sounding, hear):
    source = make_sounding("in.mp4")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"rtmp://127.0.0.1:{free.getsockname()[1]}/app/key"
    with (
        subprocess.Popen([sys.executable, "-c", RTMP_SERVER, address], stdout=subprocess.PIPE, text=True) as server,
        open_source(source) as film,
    ):
        sink = connected(address, film.info, server)
        for frame in film:
            sink.write(frame)
        sink.finish()
        lines, _ = server.communicate(timeout=PATIENCE_SECONDS)
    came = [line.split() for line in lines.splitlines()]
    assert_in_sync(source, hear, [(kind, Fraction(time), bytes.fromhex(data)) for kind, time, data in came])


def connected(address, info, server):
    """Return an open sink, as soon as the server listens."""
    while True:
        sink = open_sink(address)
        try:
            sink.open(info)
        except SinkError as error:
            assert "refused" in str(error)
            assert server.poll() is None
            time.sleep(0.05)
        else:
            return sink
