import pytest

from dreamstream.comments import gif

SCREEN = b"GIF89a" + bytes((2, 0, 1, 0))
LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
IMAGE = b"\x2c" + bytes(4) + bytes((2, 0, 1, 0))
PACKED = b"\x02\x02\x4c\x01\0"


@pytest.mark.parametrize(("flags", "palette"), [(0x00, b""), (0x91, bytes(12)), (0xF7, bytes(768))])
def test_a_comment_stands_behind_the_palette_in_blocks_that_end(flags, palette, text):
    head = SCREEN + bytes((flags, 0, 0)) + palette
    assert gif.insertion(head[:-1], text) is None
    at, new = gif.insertion(head + LOOP, text)
    assert (at, new[:at]) == (len(head), head)
    assert new[at : at + 2] == b"\x21\xfe"
    read, rest = b"", new[at + 2 :]
    while length := rest[0]:
        read, rest = read + rest[1 : 1 + length], rest[1 + length :]
    assert (read.decode(), rest) == (text, b"\0")


def test_comments_are_found_wherever_they_stand():
    first, second = (gif.insertion(SCREEN + bytes(3), text).head[13:] for text in ("one", "two" * 200))
    images = IMAGE + b"\0" + PACKED, IMAGE + b"\x81" + bytes(12) + PACKED
    content = SCREEN + b"\x80\0\0" + bytes(6) + LOOP + first + images[0] + images[1] + second + b";"
    assert list(gif.comments(content)) == ["one", "two" * 200]
