"""The header of broadcast AAC, against FFmpeg's own encoder and muxer."""

import io

import av
import numpy as np
import pytest

from dreamstream.companions.adts import configuration, without_header


@pytest.mark.parametrize(("rate", "layout"), [(48000, "stereo"), (22050, "mono"), (44100, "5.1")])
def test_header_and_configuration_are_those_of_ffmpeg(rate, layout):
    file = io.BytesIO()
    with av.open(file, "w", format="adts") as container:
        stream = container.add_stream("aac", rate=rate)
        stream.layout = layout
        channels = stream.layout.nb_channels
        frame = av.AudioFrame.from_ndarray(np.zeros((channels, 1024), np.float32), format="fltp", layout=layout)
        frame.sample_rate = rate
        packets = [*stream.encode(frame), *stream.encode(None)]
        coded = [bytes(packet) for packet in packets]
        told = stream.codec_context.extradata
        container.mux(packets)
    with av.open(io.BytesIO(file.getvalue())) as container:
        sent = [bytes(packet) for packet in container.demux() if packet.size]
    assert [without_header(each) for each in sent] == coded
    # FFmpeg adds that there is no spectral band replication.
    assert configuration("LC", rate, channels) == told[:2]


def test_what_has_no_header_stays():
    assert without_header(b"\x21\x1a\x8f\xff\xff\xf0\x3f\x01") == b"\x21\x1a\x8f\xff\xff\xf0\x3f\x01"
    assert without_header(b"\xff\xf1") == b"\xff\xf1"


@pytest.mark.parametrize(("rate", "channels"), [(47999, 2), (48000, 7)])
def test_what_no_header_tells_has_no_configuration(rate, channels):
    assert configuration("LC", rate, channels) is None
