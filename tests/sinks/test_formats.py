"""The table of containers against FFmpeg's own."""

import io

import av
import pytest

from dreamstream.errors import UnknownNameError
from dreamstream.sinks.encoders import find_encoder
from dreamstream.sinks.formats import FORMATS, SUFFIXES, find_format

TELLS_NOTHING = ("mpegts", "rtp_mpegts", "rtsp", "hls", "yuv4mpegpipe", "mpjpeg")
"""What FFmpeg's muxers of which do not list."""


@pytest.mark.parametrize("container", FORMATS.values(), ids=FORMATS.keys())
def test_it_holds_what_is_said(container):
    assert container.name in av.formats_available
    if container.name not in (*TELLS_NOTHING, "gif", "apng", "webp"):
        held = av.open(io.BytesIO(), "w", format=container.name).supported_codecs
        assert set(container.codecs) <= held
        assert find_encoder(container.encoder).codec in container.codecs


def test_formats_have_short_names_too():
    assert find_format("mkv") is find_format("matroska")
    assert set(SUFFIXES.values()) <= set(FORMATS)
    with pytest.raises(UnknownNameError, match="unknown format 'matrsoka'; did you mean 'matroska'"):
        find_format("matrsoka")
