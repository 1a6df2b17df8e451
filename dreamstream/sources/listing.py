"""When a video's pictures are shown, as its container has it: without decoding any."""

from collections.abc import Iterator

from dreamstream.sources.decoder import Decoder
from dreamstream.sources.timing import Clock, Timed

_CONTAINERS = {"matroska", "mov", "mp4", "nut", "webm"}
_CODECS = {"av1", "ffv1", "h264", "hevc", "libdav1d", "mjpeg", "png", "prores", "vp9"}
"""Of which, in these containers, each packet has a time and is one picture."""

_MOST_PACKETS = 10_000
_MOST_BYTES = 2**28
"""Reading on would take seconds."""
_MOST_IN_DISORDER = 64
"""So many packets may come before one that is shown first; no codec here has more than 16."""
_MOST_DAMAGED = 8
"""Whether a packet can be decoded is not known here; where so many can't be, the film still has those that are told."""


def listed(decoder: Decoder) -> Iterator[Timed[None]]:
    """Yield when pictures are shown, as a connection would, as far as that is certain; nothing where it is not.

    Args:
        decoder: of a file, not yet iterated; it can't be afterwards.
    """
    clock = Clock(decoder.frame_ticks, decoder.first.pts)
    for pts in _times(decoder):
        yield Timed(None, clock(pts))


def _times(decoder: Decoder) -> list[int]:
    container, first = decoder.medium.container, decoder.first
    names = set(container.format.name.split(","))
    # Of interlaced pictures each half may be a packet.
    is_known = not names.isdisjoint(_CONTAINERS) and decoder.stream.codec_context.name in _CODECS
    if not is_known or first.pts is None or first.interlaced_frame:
        return []
    times: list[int] = []
    size_bytes, unseen = 0, _MOST_DAMAGED
    container.seek(0, backward=True, any_frame=False)
    for packet in container.demux(decoder.stream):
        if not packet.size or packet.is_discard:
            continue
        if packet.pts is None or packet.is_corrupt:
            return []
        times.append(packet.pts)
        size_bytes += packet.size
        if len(times) == _MOST_PACKETS or size_bytes > _MOST_BYTES:
            unseen += _MOST_IN_DISORDER
            break
    shown = sorted({pts for pts in times if pts >= first.pts})
    # Otherwise it is not as it seems.
    is_certain = shown[:1] == [first.pts] and len(set(times)) == len(times)
    return shown[:-unseen] if is_certain else []
