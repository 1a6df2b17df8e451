import pytest
from pydantic import ValidationError

from dreamstream.models import Download, Mirror

URL = "https://example.org/net.caffemodel"


def test_a_url_is_a_text_or_a_table():
    download = Download.model_validate({"file": "net.caffemodel", "urls": [URL, {"url": URL, "member": "m"}]})
    assert download.urls == (Mirror(url=URL), Mirror(url=URL, member="m"))


@pytest.mark.parametrize(
    "slip",
    [
        {"urls": ["ftp://example.org/net"]},
        {"urls": ["file:///etc/passwd"]},
        {"urls": []},
        {"file": "../net.caffemodel"},
        {"file": "/net.caffemodel"},
        {"hash": "md5:00000000000000000000000000000000"},
        {"size_bytes": 0},
        {"sha": "1"},
    ],
    ids=str,
)
def test_what_makes_no_sense_is_refused(slip):
    with pytest.raises(ValidationError):
        Download.model_validate({"file": "net.caffemodel", "urls": [URL], **slip})
