"""What stands for sound that has not begun, where a container writes nothing before each of its tracks has."""

from dataclasses import replace

from dreamstream.companions import Track
from dreamstream.companions.silence import silence

PCM = "pcm_"
"""What the codecs of uncompressed sound are called by."""

_NOTHING = bytes(8)
_REAL = ("ac3", "eac3", "mp3", "mp2", PCM)
"""Codecs that need real silence: an MP4's tables are read out of the first packet, count what is in it, or take it
and the next for one."""


def placeholder(track: Track) -> bytes:
    """Return a packet of a track that means nothing; it is left out when a film is whole."""
    silent = silence(track) if track.codec.startswith(_REAL) else None
    return silent or _NOTHING


def placeholders(track: Track) -> frozenset[bytes]:
    """Return all that may stand for a track as it is read again, the same each time."""
    # What an MP4 says of the two is the same.
    names = ("mp3", "mp2") if track.codec in ("mp3", "mp2") else (track.codec,)
    return frozenset(placeholder(replace(track, codec=name)) for name in names)
