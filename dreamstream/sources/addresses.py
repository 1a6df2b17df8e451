"""Videos on the network: http, https, rtsp, rtmp, tcp, udp and whatever else FFmpeg opens."""

import re
from urllib.parse import urlsplit

from dreamstream.sources.medium import Medium, finds_keyframes, opened

OPEN_SECONDS, READ_SECONDS = 15.0, 15.0
"""After so long without a byte an address is given up."""
PATIENCE_SECONDS = 10.0
"""For how long a live stream that failed is tried again, unless asked for otherwise."""

_LIVE_SCHEMES = {"rtmp", "rtmps", "rtmpt", "rtp", "rtsp", "rtsps", "udp"}
_LIVE_FORMATS = {"mpjpeg", "rtsp", "sdp"}
"""Network cameras send their pictures as an endless answer to an http request."""
_OPTIONS = {
    # Over UDP a picture of some hundred packets rarely arrives whole.
    "rtsp": {"rtsp_transport": "tcp"},
    # An answer that breaks off is asked for from there on.
    "http": {"reconnect": "1", "reconnect_delay_max": "4"},
    # A burst that comes while a frame is dreamed is kept rather than answered with an error.
    "udp": {"fifo_size": "65536", "overrun_nonfatal": "1"},
}
_LOW_LATENCY = {"fflags": "nobuffer"}


def is_address(name: str) -> bool:
    """Tell whether ``name`` is a URL rather than a file's path."""
    return re.match(r"[a-z][a-z0-9+.-]+://", name, re.ASCII | re.IGNORECASE) is not None


def open_address(address: str, input_format: str | None = None) -> Medium:
    """Open a video on the network.

    Raises:
        SourceError: it can't be reached, or holds nothing that can be decoded.
        UnknownNameError: FFmpeg has no such format.
    """
    scheme = urlsplit(address).scheme.lower()
    is_live = scheme in _LIVE_SCHEMES
    options = _OPTIONS.get(scheme.removesuffix("s"), {}) | (_LOW_LATENCY if is_live else {})
    name = f"'{without_password(address)}'"
    container = opened(address, name, input_format, options=options, timeout_seconds=(OPEN_SECONDS, READ_SECONDS))
    is_live = (
        is_live
        or container.format.name in _LIVE_FORMATS
        or _is_endless_playlist(container.format.name, container.duration)
    )
    return Medium(
        container,
        name,
        finds_keyframes(container) and not is_live,
        is_live=is_live,
        patience_seconds=PATIENCE_SECONDS if is_live else 0,
    )


def without_password(address: str) -> str:
    """Return a URL as it may be shown: without the name and password in it."""
    return re.sub(r"(?<=://)[^/@]*@", "", address)


def _is_endless_playlist(format_name: str, duration: int | None) -> bool:
    return format_name == "hls" and duration is None
