import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.sources import addresses, open_source
from dreamstream.sources.addresses import is_address, without_password
from dreamstream.sources.base import SourceOptions

MakeVideo = Callable[..., Path]
X264 = {"codec": "libx264", "pixel_format": "yuv420p"}


@pytest.fixture
def serve_once() -> Iterator[Callable[..., str]]:
    """Serve these bytes to one connection after the other over TCP, and return the address."""
    threads: list[threading.Thread] = []
    ended = threading.Event()

    def serve_once(*contents: bytes, then_end: bool = True) -> str:
        listening = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            with listening:
                for content in contents:
                    connection, _ = listening.accept()
                    with connection:
                        connection.sendall(content)
                        if not then_end:
                            ended.wait(60)

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return f"tcp://127.0.0.1:{listening.getsockname()[1]}"

    yield serve_once
    ended.set()
    for thread in threads:
        thread.join()


def test_addresses_are_told_from_paths():
    assert all(map(is_address, ("http://a/b.mp4", "rtsp://a", "HTTPS://a", "udp://@239.0.0.1:5")))
    assert not any(map(is_address, ("a.mp4", "C:\\a.mp4", "noise:4x4", "//share/a.mp4", "a/b://c")))


def test_a_password_is_not_shown():
    assert without_password("rtsp://me:secret@host/a@b") == "rtsp://host/a@b"
    with pytest.raises(SourceError) as caught:
        open_source("rtsp://me:secret@127.0.0.1:9/")
    assert "secret" not in str(caught.value)


def test_a_file_is_read_over_http_and_sought_in(server: Any, make_video: MakeVideo):
    pictures = [np.full((48, 64, 3), index, np.uint8) for index in range(200)]
    server.files["a.mov"] = make_video("a.mov", pictures=pictures, codec="png", pixel_format="rgb24").read_bytes()
    server.headers["Accept-Ranges"] = "bytes"
    with open_source(server.url("a.mov"), SourceOptions(from_seconds=7, frames=2)) as source:
        assert source.info.frame_count == 2
        assert [int(frame.pixels[0, 0, 0]) for frame in source] == [175, 176]


@pytest.mark.parametrize("fps", [None, 25])
def test_what_comes_over_tcp_is_read_to_its_end(serve_once: Callable[..., str], make_video: MakeVideo, fps: int | None):
    address = serve_once(make_video("a.ts", **X264).read_bytes())
    with open_source(address, SourceOptions(fps=fps)) as source:
        assert len(list(source)) == 6
        assert source.info.format == "mpegts"


def test_of_what_comes_over_udp_frames_are_shown_in_order(make_video: MakeVideo):
    content = make_video(
        "a.ts", pictures=[np.full((48, 64, 3), 9 * n, np.uint8) for n in range(25)], **X264
    ).read_bytes()
    enough = threading.Event()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
        sending.bind(("127.0.0.1", 0))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as finding:
            finding.bind(("127.0.0.1", 0))
            port = finding.getsockname()[1]

        def send() -> None:
            while not enough.is_set():
                for start in range(0, len(content), 1316):
                    sending.sendto(content[start : start + 1316], ("127.0.0.1", port))
                    enough.wait(0.002)

        sender = threading.Thread(target=send)
        sender.start()
        try:
            with open_source(f"udp://127.0.0.1:{port}", SourceOptions(frames=5)) as source:
                times = [frame.pts_seconds for frame in source]
        finally:
            enough.set()
            sender.join()
    assert len(times) == 5
    assert times[0] == 0
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("tcp://127.0.0.1:9", "can't open 'tcp://127.0.0.1:9': Connection refused"),
        ("rtsp://127.0.0.1:9/a", "can't open 'rtsp://.*': Connection refused"),
        ("foo://127.0.0.1/a", "can't open 'foo://.*': Protocol not found"),
    ],
)
def test_what_can_not_be_reached_is_told_in_a_sentence(address: str, sentence: str):
    with pytest.raises(SourceError, match=sentence):
        open_source(address)


def test_what_is_missing_or_no_video_is_told_in_a_sentence(server: Any):
    with pytest.raises(SourceError, match=r"can't open 'http.*': Server returned 404 Not Found"):
        open_source(server.url("missing.mp4"))
    server.files["a.mp4"] = b"hello there\n" * 99
    with pytest.raises(SourceError, match=r"'http.*' is neither a picture nor a video"):
        open_source(server.url("a.mp4"))


def test_who_says_nothing_is_given_up(serve_once: Callable[..., str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(addresses, "OPEN_SECONDS", 0.05)
    with pytest.raises(SourceError, match=r"can't open 'tcp.*': no data came in time"):
        open_source(serve_once(b"", then_end=False))


def test_who_falls_silent_gives_its_frames_first(
    serve_once: Callable[..., str], make_video: MakeVideo, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(addresses, "READ_SECONDS", 0.05)
    content = make_video("a.mkv").read_bytes()
    seen = 0
    with (
        open_source(serve_once(content[: len(content) - 200], then_end=False)) as source,
        pytest.raises(SourceError, match=r"breaks off at 0.* s: no data came in time"),
    ):
        for frame in source:
            seen = frame.index + 1
    assert seen >= 3


def test_a_stream_whose_server_went_away_goes_on_when_it_is_back(
    serve_once: Callable[..., str], make_video: MakeVideo, caplog: pytest.LogCaptureFixture
):
    content = make_video("a.ts", **X264).read_bytes()
    with open_source(serve_once(content, content), SourceOptions(reconnect_seconds=60, frames=9)) as source:
        assert [frame.pts_seconds * 25 for frame in source] == list(range(9))
    (said,) = (record.getMessage() for record in caplog.records)
    assert said.endswith("' ended; trying it again for 60 s")
