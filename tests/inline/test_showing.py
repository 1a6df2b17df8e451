import re
from base64 import b64decode

import numpy as np
import pytest

from dreamstream import show
from dreamstream.errors import DisplayError, SourceError, UsageError

PICTURE = np.zeros((4, 6, 3), np.uint8)


def test_an_array_is_shown_as_a_picture(cell):
    show(PICTURE)
    (message,) = cell
    assert set(message["data"]) == {"image/jpeg", "text/plain"}


@pytest.mark.parametrize(
    ("name", "element", "mime"),
    [
        ("a.mp4", "video", "video/mp4"),
        ("a.WebM", "video", "video/webm"),
        ("a.gif", "img", "image/gif"),
        ("a.apng", "img", "image/apng"),
        ("a.jpg", "img", "image/jpeg"),
    ],
)
def test_a_file_is_shown_as_what_it_is_and_kept_whole(cell, tmp_path, name, element, mime):
    (tmp_path / name).write_bytes(bytes(range(256)))
    show(tmp_path / name)
    data = cell[0]["data"]
    begin, kind, content = re.fullmatch(r'<(\w+) .*src="data:([\w/]+);base64,([^"]+)".*>', data["text/html"]).groups()
    assert (begin, kind) == (element, mime)
    assert b64decode(content) == bytes(range(256))
    assert data["text/plain"] == name


def test_a_name_is_no_markup(cell, tmp_path):
    path = tmp_path / '"><b>.gif'
    path.touch()
    show(str(path))
    assert 'alt="&quot;&gt;&lt;b&gt;.gif"' in cell[0]["data"]["text/html"]


@pytest.mark.parametrize("array", [PICTURE[..., 0], PICTURE[..., :2], PICTURE[:0], PICTURE.astype(float)])
def test_an_array_that_is_no_picture_is_refused(cell, array):
    with pytest.raises(UsageError, match=r"a picture to show is \(H, W, 3\) uint8, got \("):
        show(array)
    assert cell == []


def test_files_that_a_notebook_can_not_show_are_refused(cell, tmp_path):
    with pytest.raises(UsageError, match=r"a\.mkv can't be shown in a notebook; what can is \.mp4 "):
        show(tmp_path / "a.mkv")
    with pytest.raises(SourceError, match=r"a\.mp4 can't be read: No such file"):
        show(tmp_path / "a.mp4")
    with (tmp_path / "a.mp4").open("wb") as file:
        file.truncate(65_000_000)
    with pytest.raises(UsageError, match=r"a\.mp4 has 65 MB, and a notebook shows no more than 64"):
        show(tmp_path / "a.mp4")
    assert cell == []


def test_outside_a_notebook_nothing_is_shown():
    with pytest.raises(DisplayError, match="there is no notebook here"):
        show(PICTURE)
