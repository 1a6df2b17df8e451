"""A packet in which nothing is heard, for every codec that a streamed MP4 may hold."""

from dataclasses import replace

import av
import numpy as np
import pytest

from dreamstream.companions.reading import decoder_of
from dreamstream.companions.silence import silence
from dreamstream.sources import open_source


@pytest.mark.parametrize("codec", ["aac", "libmp3lame", "mp2", "ac3", "eac3", "libopus", "flac", "alac"])
def test_a_track_s_own_decoder_hears_nothing_in_it(make_sounding, codec):
    with open_source(make_sounding("in.mkv", codec=codec, ticks=(0, 40))) as source:
        track = source.info.tracks[0]
    decoder = decoder_of(track)
    # Some decoders give nothing for their first packet.
    frames = [frame for _ in range(2) for frame in decoder.decode(av.Packet(silence(track)))]
    assert {frame.sample_rate for frame in frames} == {48000}
    assert max(np.abs(frame.to_ndarray()).max() for frame in frames) < 1e-4


@pytest.mark.parametrize("codec", ["aac", "flac"])
def test_eight_channels_are_silent_too(make_sounding, codec):
    with open_source(make_sounding("in.mkv", codec=codec, layout="7.1", ticks=(0, 40))) as source:
        track = source.info.tracks[0]
    decoder = decoder_of(track)
    frames = [frame for _ in range(2) for frame in decoder.decode(av.Packet(silence(track)))]
    assert {frame.layout.name for frame in frames} == {"7.1"}


def test_there_is_none_of_what_can_not_be_encoded(make_sounding):
    with open_source(make_sounding("in.mkv", ticks=(0, 40))) as source:
        track = source.info.tracks[0]
    assert silence(replace(track, codec="mlp4")) is None
