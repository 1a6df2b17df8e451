"""AAC as broadcasts send it, every packet with a header (ADTS), made into AAC as files keep it: told of once.

The header is that of ISO/IEC 13818-7, what is told instead the AudioSpecificConfig of ISO/IEC 14496-3.
"""

_SYNC = 0xFFF0
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)


def without_header(data: bytes) -> bytes:
    """Return a packet without its header; one that has none is returned as it is."""
    if len(data) < 7 or int.from_bytes(data[:2]) & 0xFFF6 != _SYNC:
        return data
    return data[7 if data[1] & 1 else 9 :]


def configuration(profile: str | None, sample_rate: int, channels: int) -> bytes | None:
    """Return the AudioSpecificConfig of a stream that FFmpeg describes so; None where there is no such stream."""
    # Of a stream with spectral band replication what is coded has half the rate, which decoders find out themselves.
    core_rate = sample_rate if profile in (None, "LC", "Main") else sample_rate // 2
    object_type = 1 if profile == "Main" else 2
    coded_channels = 1 if profile == "HE-AACv2" else channels
    configurations = {**{count: count for count in range(1, 7)}, 8: 7}
    if core_rate not in _RATES or coded_channels not in configurations:
        return None
    bits = object_type << 11 | _RATES.index(core_rate) << 7 | configurations[coded_channels] << 3
    return bits.to_bytes(2)
