"""Pictures that are given a comment stay the pictures they were."""

import cv2
import numpy as np
import pytest

from dreamstream.comments import comments_of, with_comment
from dreamstream.comments.jpeg import LONGEST_BYTES

OPTIONS = {".webp": (cv2.IMWRITE_WEBP_QUALITY, 90)}
WITH_COMMENT = [".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"]


def encoded(suffix, picture, options=()):
    return cv2.imencode(suffix, picture, options or OPTIONS.get(suffix, ()))[1].tobytes()


def decoded(content):
    return cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_UNCHANGED)


@pytest.mark.parametrize("size", [(48, 64), (31, 17)])
@pytest.mark.parametrize("suffix", WITH_COMMENT)
def test_the_comment_is_read_back_and_the_picture_is_the_same(tmp_path, rng, suffix, size, text):
    content = encoded(suffix, rng.integers(0, 256, (*size, 3), np.uint8))
    commented = with_comment(suffix, content, text)
    (tmp_path / "picture").write_bytes(commented)
    assert comments_of(tmp_path / "picture") == [text]
    np.testing.assert_array_equal(decoded(commented), decoded(content))


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("quality", [90, 101])
def test_a_lone_webp_of_any_kind_is_extended(tmp_path, rng, quality, channels):
    content = encoded(".webp", rng.integers(0, 256, (20, 33, channels), np.uint8), (cv2.IMWRITE_WEBP_QUALITY, quality))
    commented = with_comment(".webp", content, "a comment")
    np.testing.assert_array_equal(decoded(commented), decoded(content))
    _, kinds, blocks = cv2.imdecodeWithMetadata(np.frombuffer(commented, np.uint8), flags=cv2.IMREAD_UNCHANGED)
    assert list(kinds) == [cv2.IMAGE_METADATA_XMP]
    assert b">a comment<" in blocks[0].tobytes()
    assert int.from_bytes(commented[4:8], "little") == len(commented) - 8
    assert commented[12:16] == b"VP8X"


def test_a_second_comment_leaves_the_first(tmp_path, rng):
    picture = rng.integers(0, 256, (8, 8, 3), np.uint8)
    for suffix in (".png", ".jpg"):
        path = tmp_path / "picture"
        path.write_bytes(with_comment(suffix, with_comment(suffix, encoded(suffix, picture), "one"), "two"))
        assert sorted(comments_of(path)) == ["one", "two"]


def test_a_bmp_has_no_place_for_one(rng):
    content = encoded(".bmp", rng.integers(0, 256, (8, 8, 3), np.uint8))
    assert with_comment(".bmp", content, "a comment") == content


def test_a_jpegs_comment_is_at_most_so_long(tmp_path, rng):
    content = encoded(".jpg", rng.integers(0, 256, (8, 8, 3), np.uint8))
    (tmp_path / "picture").write_bytes(with_comment(".jpg", content, "x" * LONGEST_BYTES))
    assert comments_of(tmp_path / "picture") == ["x" * LONGEST_BYTES]
    with pytest.raises(ValueError, match="at most 65533 bytes, not 65534"):
        with_comment(".jpg", content, "x" * (LONGEST_BYTES + 1))
