"""Uncompressed sound with a gap: what follows is heard when it was, in tables too that know no gaps."""

from dataclasses import replace
from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.sinks import open_sink
from dreamstream.sources import open_source


def is_heard(packet):
    return not Fraction(1, 4) <= packet.pts_seconds < Fraction(7, 4)


def wave(path):
    """Decode a film's sound, (channels * samples,) from its first sample on."""
    with av.open(path) as film:
        return np.concatenate([frame.to_ndarray().ravel() for frame in film.decode(audio=0)])


@pytest.mark.parametrize("codec", ["pcm_s16le", "pcm_s24be", "pcm_f32le"])
def test_silence_is_in_the_gap(make_sounding, tmp_path, codec):
    source = make_sounding("in.mov", codec=codec)
    sink = open_sink(tmp_path / "out.mov")
    with open_source(source) as film:
        sink.open(film.info)
        for frame in film:
            sink.write(replace(frame, companions=tuple(filter(is_heard, frame.companions))))
        sink.finish()
    before, after = wave(source), wave(tmp_path / "out.mov")
    assert len(after) == len(before)
    changed = np.flatnonzero(after != before)
    # To a packet.
    assert (changed[0] / 96000, changed[-1] / 96000) == pytest.approx((0.25, 1.75), abs=0.03)
    assert not after[changed[0] : changed[-1]].any()
