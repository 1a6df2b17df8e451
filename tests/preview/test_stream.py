"""The running picture as a browser gets it."""

import socket
import threading
import urllib.error
import urllib.request

import cv2
import numpy as np
import pytest

from dreamstream.errors import DisplayError, UsageError
from dreamstream.preview import HttpStream, Picture


@pytest.fixture
def stream():
    made = HttpStream("http://127.0.0.1:0")
    made.open("dreamstream: a & b.jpg", (320, 160))
    yield made
    made.close()


def picture(level):
    return Picture(np.full((160, 320, 3), level, np.uint8))


def read_jpeg(response):
    """Return the next part of the stream as the mean level of its picture, at its beginning its boundary."""
    while (line := response.readline().strip()) and not line.startswith(b"Content-Type"):
        assert line == b"--dreamstream"
    length = int(response.readline().removeprefix(b"Content-Length: "))
    assert response.readline() == b"\r\n"
    decoded = cv2.imdecode(np.frombuffer(response.read(length), np.uint8), cv2.IMREAD_COLOR)
    assert decoded.shape == (320, 640, 3)
    assert response.readline() == b"\r\n"
    return round(float(decoded.mean()))


def test_a_client_gets_one_picture_after_the_other(stream):
    stream.show(picture(10))
    with urllib.request.urlopen(f"http://127.0.0.1:{stream.port}/", timeout=10) as response:
        assert response.headers["Content-Type"] == "multipart/x-mixed-replace; boundary=dreamstream"
        assert read_jpeg(response) == 10
        stream.show(picture(20))
        assert read_jpeg(response) == 20
        stream.show(picture(30))
        assert read_jpeg(response) == 30
        assert stream.poll() == ()


def test_who_comes_late_gets_the_newest_at_once(stream):
    for level in (10, 20, 30):
        stream.show(picture(level))
    for _ in range(2):
        with urllib.request.urlopen(f"http://127.0.0.1:{stream.port}/", timeout=10) as response:
            assert read_jpeg(response) == 30


def test_who_reads_nothing_holds_up_nobody(stream, rng):
    with socket.create_connection(("127.0.0.1", stream.port)) as slow:
        slow.sendall(b"GET /stream HTTP/1.0\r\n\r\n")
        with urllib.request.urlopen(f"http://127.0.0.1:{stream.port}/", timeout=10) as response:
            # Far more than what the system keeps for the slow one.
            for _ in range(40):
                stream.show(Picture(rng.integers(0, 255, (160, 320, 3), np.uint8)))
                read_jpeg(response)
        stream.close()


def test_the_end_of_the_render_is_the_end_of_the_stream(stream):
    stream.show(picture(10))
    with urllib.request.urlopen(f"http://127.0.0.1:{stream.port}/", timeout=10) as response:
        read_jpeg(response)
        stream.close()
        assert response.read() == b"--dreamstream\r\n"
    stream.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "preview server"]


def ask(stream, path, method="GET", accept="*/*"):
    request = urllib.request.Request(f"http://127.0.0.1:{stream.port}{path}", method=method, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.headers, response.read()


def test_a_browser_gets_a_page_with_the_stream_in_it(stream):
    headers, content = ask(stream, "/", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert b"<title>dreamstream: a &amp; b.jpg</title>" in content
    assert b'fetch("/stream"' in content


def test_heads_tell_one_run_from_the_next_and_have_no_body(stream):
    headers, content = ask(stream, "/stream", "HEAD")
    assert (headers["Content-Type"], content) == ("multipart/x-mixed-replace; boundary=dreamstream", b"")
    other = HttpStream("http://127.0.0.1:0")
    other.open("dreamstream", (320, 160))
    try:
        assert len({headers["ETag"], ask(stream, "/", "HEAD")[0]["ETag"], ask(other, "/", "HEAD")[0]["ETag"]}) == 2
    finally:
        other.close()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_there_is_nothing_else(stream, method):
    with pytest.raises(urllib.error.HTTPError) as caught:
        ask(stream, "/favicon.ico", method)
    caught.value.close()
    assert caught.value.code == 404


def test_a_picture_is_encoded_once_for_all_and_not_while_nobody_looks(stream, monkeypatch):
    made = []
    encode = cv2.imencode
    monkeypatch.setattr(cv2, "imencode", lambda *arguments: made.append(1) or encode(*arguments))
    stream.show(picture(10))
    assert len(made) == 0
    address = f"http://127.0.0.1:{stream.port}/stream"
    with urllib.request.urlopen(address, timeout=10) as one, urllib.request.urlopen(address, timeout=10) as other:
        for level in (10, 20, 30):
            assert read_jpeg(one) == read_jpeg(other) == level
            stream.show(picture(level + 10))
    assert len(made) == 4


def test_a_port_that_is_taken_is_told_in_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(
            DisplayError, match=rf"^nothing can be served at 127\.0\.0\.1:{port}: Address already in use$"
        ):
            HttpStream(f"http://127.0.0.1:{port}").open("dreamstream", (4, 2))


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1", "https://127.0.0.1:80", "http://:80", "http://a:b", "http://a:1/b"]
)
def test_what_is_no_such_address_is_refused(address):
    with pytest.raises(UsageError, match=r"is no place for a preview; write http://127\.0\.0\.1:8090"):
        HttpStream(address)
