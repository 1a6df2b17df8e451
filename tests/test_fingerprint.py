"""What tells one file from another."""

import pytest

from dreamstream.fingerprint import file_fingerprint

LARGE = bytes(5 << 20)


@pytest.fixture
def fingerprint(tmp_path):
    def fingerprint(content):
        (tmp_path / "file").write_bytes(content)
        return file_fingerprint(tmp_path / "file")

    return fingerprint


@pytest.mark.parametrize("content", [b"", b"short", LARGE])
def test_the_same_bytes_have_the_same(fingerprint, content):
    assert fingerprint(content) == fingerprint(content)


@pytest.mark.parametrize("other", [LARGE + b"\0", b"\1" + LARGE[1:], LARGE[1:] + b"\1"], ids=["size", "head", "tail"])
def test_another_size_head_or_tail_has_another(fingerprint, other):
    assert fingerprint(other) != fingerprint(LARGE)
