"""The running picture as a browser gets it."""

import socket
import threading
import urllib.request

import cv2
import numpy as np
import pytest

from dreamstream.errors import DisplayError, UsageError
from dreamstream.preview import HttpStream, Picture


@pytest.fixture
def stream():
    made = HttpStream("http://127.0.0.1:0")
    made.open("dreamstream", (320, 160))
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
    assert decoded.shape == (160, 320, 3)
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


def test_the_end_of_the_render_is_the_end_of_the_stream(stream):
    stream.show(picture(10))
    with urllib.request.urlopen(f"http://127.0.0.1:{stream.port}/", timeout=10) as response:
        read_jpeg(response)
        stream.close()
        assert response.read() == b"--dreamstream\r\n"
    stream.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "preview server"]


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
