import struct
import zlib

import cv2
import numpy as np
import pytest

from dreamstream.comments import png

PICTURE = cv2.imencode(".png", np.zeros((2, 3, 3), np.uint8))[1].tobytes()


def test_a_comment_is_a_chunk_in_front_of_the_pixels(text):
    at, head = png.insertion(PICTURE, text)
    assert PICTURE[at + 4 : at + 8] == b"IDAT"
    (length,) = struct.unpack(">I", head[at : at + 4])
    chunk = head[at + 4 : at + 8 + length]
    assert chunk == b"iTXtComment" + bytes(5) + text.encode()
    assert head[at + 8 + length :] == struct.pack(">I", zlib.crc32(chunk))


def test_as_long_as_no_pixels_have_come_the_place_is_not_known():
    assert png.insertion(PICTURE[:40], "text") is None


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        (b"tEXt", b"Comment\0d\xe9j\xe0", ["déjà"]),
        (b"iTXt", b"Comment\0\0\0fr\0Commentaire\0d\xc3\xa9j\xc3\xa0", ["déjà"]),
        (b"iTXt", b"Comment\0\1\0\0\0x\x9c", []),
        (b"tEXt", b"Author\0somebody", []),
    ],
)
def test_comments_of_other_programs_are_read_unless_they_are_compressed(name, data, found):
    chunk = struct.pack(">I", len(data)) + name + data + bytes(4)
    end = PICTURE.index(b"IEND") - 4
    assert list(png.comments(PICTURE[:end] + chunk + PICTURE[end:])) == found
