"""Files as strangers may give them: cut short, changed, of no format at all."""

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.comments import comments_of, with_comment

PICTURE = np.arange(16 * 16 * 3, dtype=np.uint8).reshape(16, 16, 3)
FILES = {
    suffix: with_comment(suffix, cv2.imencode(suffix, PICTURE)[1].tobytes(), "a comment " * 9)
    for suffix in (".png", ".jpg", ".webp", ".tif")
}
FILES[".gif"] = b"GIF89a\1\0\1\0\0\0\0" + b"\x21\xfe\x03abc\0" + b"\x2c" + bytes(9) + b"\2\2\x4c\1\0;"


@pytest.mark.parametrize("content", [b"", b"G", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF", b"no picture" * 200])
def test_what_holds_none_gives_none(tmp_path, content):
    for name in ("file", "file.mp4"):
        (tmp_path / name).write_bytes(content)
        assert comments_of(tmp_path / name) == []


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.binary(max_size=6), st.booleans())
def test_damaged_files_give_what_they_hold_and_end(tmp_path_factory, suffix, at, spoilt, is_cut):
    content = FILES[suffix]
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content[:at] + spoilt + (b"" if is_cut else content[at + len(spoilt) :]))
    assert all(isinstance(comment, str) for comment in comments_of(path))


def test_a_playlist_is_not_followed(tmp_path):
    (tmp_path / "list.mp4").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/secret.ts\n#EXT-X-ENDLIST\n")
    assert comments_of(tmp_path / "list.mp4") == []


def test_a_file_that_is_not_there_can_not_be_read(tmp_path):
    with pytest.raises(FileNotFoundError):
        comments_of(tmp_path / "none.png")
