import io
import os
import subprocess
import sys
from contextlib import ExitStack

import pytest

from dreamstream.cli.streams import checked_stdout, lasting_stderr
from dreamstream.errors import SinkError

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="there is no /dev/full")


@pytest.fixture
def connect(monkeypatch):
    """Let a stream of Python's own write into this descriptor."""
    with ExitStack() as stack:

        def connect(stream, descriptor, encoding="utf-8"):
            monkeypatch.setattr(sys, stream, stack.enter_context(os.fdopen(descriptor, "w", encoding=encoding)))

        yield connect


@pytest.fixture
def full_disk():
    return os.open("/dev/full", os.O_WRONLY)


@pytest.fixture
def log(tmp_path):
    """A file, and the descriptor it is written by."""
    path = tmp_path / "log"
    return path, os.open(path, os.O_WRONLY | os.O_CREAT)


@pytest.fixture
def pipe_without_reader():
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@LINUX_ONLY
def test_what_cannot_be_said_is_lost_and_nothing_else(connect, full_disk):
    connect("stderr", full_disk)
    with lasting_stderr():
        sys.stderr.write("the film goes on\n")
        sys.stderr.flush()


def test_a_reader_of_stderr_may_go_away(connect, pipe_without_reader):
    connect("stderr", pipe_without_reader)
    with lasting_stderr():
        sys.stderr.write("the film goes on\n")
        sys.stderr.flush()


def test_what_can_be_said_is_said(connect, log):
    path, descriptor = log
    connect("stderr", descriptor)
    with lasting_stderr():
        sys.stderr.write("one\n")
        sys.stderr.flush()
        assert path.read_text() == "one\n"
        assert not sys.stderr.isatty()


@pytest.mark.parametrize(("stream", "context"), [("stderr", lasting_stderr), ("stdout", checked_stdout)])
def test_text_that_is_collected_stays_so(monkeypatch, stream, context):
    monkeypatch.setattr(sys, stream, io.StringIO())
    with context():
        getattr(sys, stream).write("one\n")
    assert getattr(sys, stream).getvalue() == "one\n"


@LINUX_ONLY
def test_what_cannot_be_printed_is_an_error(connect, full_disk):
    connect("stdout", full_disk)
    with pytest.raises(SinkError, match="stdout can't be written: No space left"), checked_stdout():
        sys.stdout.write("a list")


def test_a_stdout_that_is_closed_is_an_error(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SinkError, match="there is no standard output"), checked_stdout():
        sys.stdout.write("a list")


def test_a_stdout_that_nothing_is_printed_on_may_be_closed(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    with checked_stdout():
        pass


def test_a_reader_of_stdout_that_goes_away_has_had_enough(connect, pipe_without_reader):
    connect("stdout", pipe_without_reader)
    with pytest.raises(SystemExit) as caught, checked_stdout():
        sys.stdout.write("a list")
    assert caught.value.code == 0


@pytest.mark.parametrize(
    ("encoding", "text", "written"),
    [("utf-8", os.fsdecode(b"caf\xe9"), b"caf\xe9"), ("ascii", "caf\N{LATIN SMALL LETTER E WITH ACUTE}", b"caf\\xe9")],
)
def test_what_an_encoding_has_no_letters_for_is_printed_all_the_same(connect, log, encoding, text, written):
    path, descriptor = log
    connect("stdout", descriptor, encoding)
    with checked_stdout():
        sys.stdout.write(text)
    assert path.read_bytes() == written


@pytest.mark.skipif(os.name == "nt", reason="closes descriptors as a POSIX shell does")
def test_the_command_without_stdout_and_stderr_says_so_by_its_code():
    command = f"'{sys.executable}' -m dreamstream --version >&- 2>&-"
    assert subprocess.run(command, check=False, shell=True, timeout=60).returncode == 1
