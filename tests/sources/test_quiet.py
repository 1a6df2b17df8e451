import os

import pytest

from dreamstream.sources.quiet import captured_stderr


def test_what_is_written_past_python_is_collected_and_not_shown(capfd: pytest.CaptureFixture[str]):
    os.write(2, b"before ")
    with captured_stderr() as said:
        os.write(2, b"noise")
        assert said() == "noise"
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_standard_error_comes_back_after_an_error(capfd: pytest.CaptureFixture[str]):
    with pytest.raises(ZeroDivisionError), captured_stderr():
        raise ZeroDivisionError
    os.write(2, b"here")
    assert capfd.readouterr().err == "here"
