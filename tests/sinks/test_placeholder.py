"""What stands for sound that has not begun."""

from dataclasses import replace

import av
import numpy as np
import pytest

from dreamstream.companions.reading import track_of
from dreamstream.companions.silence import silence
from dreamstream.sinks.placeholder import placeholder, placeholders


@pytest.fixture
def track(tmp_path):
    """Return a track of quiet sound of this codec, as FFmpeg's encoder is called."""

    def track(codec):
        with av.open(tmp_path / "sound.mkv", "w") as container:
            stream = container.add_stream(codec, rate=48000, layout="stereo")
            stream.codec_context.open()
            sound = av.AudioFrame.from_ndarray(np.zeros((1, 2 * 9600), np.int16), "s16", "stereo")
            sound.sample_rate, sound.pts = 48000, 0
            pieces = av.AudioResampler(stream.format, "stereo", 48000, stream.frame_size or None).resample(sound)
            for each in (*pieces, None):
                container.mux(stream.encode(each))
        with av.open(tmp_path / "sound.mkv") as container:
            return track_of(container.streams.audio[0])

    return track


@pytest.mark.parametrize("codec", ["ac3", "eac3", "libmp3lame", "mp2", "pcm_s16le"])
def test_it_is_real_silence_where_tables_are_read_out_of_it(track, codec):
    found = track(codec)
    assert placeholder(found) == silence(found) != bytes(8)


@pytest.mark.parametrize("codec", ["aac", "libopus", "flac"])
def test_elsewhere_it_means_nothing(track, codec):
    assert placeholder(track(codec)) == bytes(8)


def test_so_it_does_where_silence_can_not_be_made(track):
    assert placeholder(replace(track("ac3"), codec="ac3_of_nobody")) == bytes(8)


@pytest.mark.parametrize("codec", ["ac3", "libmp3lame", "mp2", "aac", "pcm_s16le"])
def test_it_is_known_again(track, codec):
    assert placeholder(track(codec)) in placeholders(track(codec))


def test_of_the_two_that_an_mp4_calls_the_same_both_are(track):
    found = track("mp2")
    both = placeholders(replace(found, codec="mp3"))
    assert both == placeholders(found) == {placeholder(found), placeholder(replace(found, codec="mp3"))}
    assert len(both) == 2
