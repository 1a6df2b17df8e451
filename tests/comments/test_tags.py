import pytest

from dreamstream.comments import comment_in, tags_of, without_comment
from dreamstream.comments.tags import LONG_TAGS, SHORT_TAGS


@pytest.mark.parametrize("container", LONG_TAGS)
def test_a_long_tag_is_the_comment(container, text):
    assert tags_of(container, text) == {"comment": text}


@pytest.mark.parametrize("container", SHORT_TAGS)
def test_short_tags_share_it(container, text):
    tags = tags_of(container, text)
    assert max(len(each.encode()) for each in tags.values()) <= 1000
    assert comment_in(dict(reversed(tags.items()))) == text


@pytest.mark.parametrize("container", ["mpegts", "yuv4mpegpipe", "gif"])
def test_without_tags_there_is_none(container):
    assert tags_of(container, "text") == {}


def test_no_comment_is_no_tag():
    assert tags_of("mp4", "") == tags_of("nut", "") == {}
    assert comment_in({"title": "x"}) is None


@pytest.mark.parametrize("names", [("comment",), ("COMMENT",), ("comment_000", "COMMENT_001")])
def test_other_tags_stay(names):
    tags = {**dict.fromkeys(names, "x"), "title": "a comment", "comment_of_mine": "y"}
    assert comment_in(tags) == "x" * len(names)
    assert without_comment(tags) == {"title": "a comment", "comment_of_mine": "y"}
