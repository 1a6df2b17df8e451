"""Gaps in uncompressed sound are filled, so that what follows stays at its time."""

from fractions import Fraction

import av
import numpy as np
import pytest

from dreamstream.sinks.unbroken import Unbroken

RATE = 8000


@pytest.fixture
def packets(tmp_path):
    """Return packets of a codec's sound, each a tenth of a second, that begin at these times."""

    def packets(codec, *begins_seconds):
        with av.open(tmp_path / "sound.mkv", "w") as container:
            stream = container.add_stream(codec, rate=RATE, layout="mono")
            sound = av.AudioFrame.from_ndarray(np.full((1, RATE // 10), 7, np.int16), "s16", "mono")
            sound.sample_rate, sound.pts = RATE, 0
            container.mux(stream.encode(sound))
        container = av.open(tmp_path / "sound.mkv")
        first = next(packet for packet in container.demux(audio=0) if packet.size)
        made = []
        for begins in begins_seconds:
            packet = av.Packet(bytes(first))
            packet.stream, packet.time_base = first.stream, first.time_base
            packet.pts = packet.dts = round(begins / first.time_base)
            made.append(packet)
        return made

    return packets


def filled(packets):
    unbroken = Unbroken()
    return [each for packet in packets for each in unbroken(packet)]


def times(packets):
    return [packet.pts * packet.time_base for packet in packets]


def test_a_gap_is_filled_with_silence_of_just_its_length(packets):
    first, silent, last = filled(packets("pcm_s16le", Fraction(0), Fraction(3, 10)))
    assert times((first, silent, last)) == [0, Fraction(1, 10), Fraction(3, 10)]
    assert bytes(silent) == bytes(2 * RATE * 2 // 10)
    assert set(np.frombuffer(bytes(last), np.int16)) == {7}


def test_a_long_one_takes_pieces_of_a_second(packets):
    found = filled(packets("pcm_s16le", Fraction(0), Fraction(26, 10)))
    assert times(found) == [0, Fraction(1, 10), Fraction(11, 10), Fraction(21, 10), Fraction(26, 10)]
    assert [each.size // 2 for each in found] == [RATE // 10, RATE, RATE, RATE // 2, RATE // 10]


def test_several_gaps_are_counted_from_the_sound_before_each(packets):
    found = filled(packets("pcm_s16le", *(Fraction(begins, 10) for begins in (0, 2, 4))))
    assert times(found) == [Fraction(begins, 10) for begins in range(5)]


@pytest.mark.parametrize(
    ("codec", "begins"),
    [
        pytest.param("pcm_s16le", (0, Fraction(1, 10)), id="sound that goes on"),
        pytest.param("pcm_s16le", (0, Fraction(105, 1000)), id="times that were rounded"),
        pytest.param("pcm_s16le", (0, Fraction(5, 100)), id="sound that overlaps"),
        pytest.param("pcm_s16le", (Fraction(1),), id="what is before the first"),
        pytest.param("flac", (0, Fraction(3, 10)), id="compressed sound, whose packets have times"),
    ],
)
def test_all_else_is_left_as_it_is(packets, codec, begins):
    given = packets(codec, *begins)
    assert filled(given) == given
