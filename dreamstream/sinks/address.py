"""A film's place in the network: FFmpeg's protocols."""

from typing import NamedTuple
from urllib.parse import urlsplit

from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.sinks.place import Place

_TS_PACKETS_IN_A_DATAGRAM = "pkt_size=1316"
"""Seven whole packets of MPEG-TS: a datagram lost then damages no others."""


class Protocol(NamedTuple):
    """What is spoken at an address."""

    format: str
    """Spoken unless another is asked for."""
    parameter: str = ""
    """Added to the address where it does not say otherwise."""


PROTOCOLS = {
    "rtmp": Protocol("flv"),
    "rtmps": Protocol("flv"),
    "rtsp": Protocol("rtsp"),
    "tcp": Protocol("mpegts"),
    "udp": Protocol("mpegts", _TS_PACKETS_IN_A_DATAGRAM),
    "rtp": Protocol("rtp_mpegts"),
    "http": Protocol("hls"),
    "https": Protocol("hls"),
}
"""An address's beginning -> what is spoken there."""


def is_address(target: str) -> bool:
    """Tell whether an output's name begins as an address does."""
    scheme, colon, _ = target.partition("://")
    return bool(colon) and scheme.isalnum()


def protocol_of(target: str) -> Protocol:
    """Return what is spoken at an address.

    Raises:
        UsageError: nothing that is built in.
    """
    scheme = urlsplit(target).scheme
    if scheme == "srt":
        raise UsageError("srt:// is not built in; send udp:// or tcp:// to a program that passes it on as SRT")
    try:
        return PROTOCOLS[scheme]
    except KeyError:
        raise UnknownNameError("protocol", scheme, PROTOCOLS) from None


def shown(target: str) -> str:
    """Return an output's name as it may be shown: of an address only the host, for the rest may be a secret key."""
    if target == "-":
        return "stdout"
    if not is_address(target):
        return target
    parts = urlsplit(target)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


class AddressPlace(Place):
    """An address; FFmpeg connects to it, and waits for it when it is slow.

    Raises:
        UsageError: nothing that is built in is spoken there.
    """

    has_reader = True
    is_public = True

    def __init__(self, target: str) -> None:
        self.name = shown(target)
        parameter = protocol_of(target).parameter
        is_said = not parameter or parameter.partition("=")[0] in urlsplit(target).query
        self._target = target if is_said else f"{target}{'&' if '?' in target else '?'}{parameter}"

    def claim(self) -> str:
        """Return the address."""
        return self._target
