import av
import numpy as np
import pytest

from dreamstream.sources.conversion import RgbConverter
from dreamstream.sources.hdr import BT2020, HLG, PQ, ToneMap, tone_map

GREYS = np.repeat(np.linspace(0, 65535, 257).astype(np.uint16)[None, :, None], 3, axis=2)


def pq(nits: float) -> int:
    """The inverse of SMPTE ST 2084's curve, as a 16-bit code."""
    power = (nits / 10000) ** 0.1593017578125
    return round(65535 * ((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


@pytest.mark.parametrize("transfer", [PQ, HLG, None])
def test_greys_stay_grey_run_from_black_to_white_and_never_turn_back(transfer: int | None):
    shown = ToneMap(transfer)(GREYS)[0].astype(int)
    assert (shown.max(axis=1) == shown.min(axis=1)).all()
    assert (shown[0, 0], shown[-1, 0]) == (0, 255)
    assert (np.diff(shown[:, 0]) >= 0).all()


def test_what_is_darker_than_the_knee_is_as_bright_as_on_the_first_screen():
    # 50 of 203 cd/m2, shown by a screen with a gamma of 2.4.
    shown = ToneMap(PQ)(np.full((1, 1, 3), pq(50), np.uint16))
    assert abs(int(shown[0, 0, 0]) - 255 * (50 / 203) ** (1 / 2.4)) <= 1


def test_both_transfer_functions_show_reference_white_alike():
    # BT.2408: 203 cd/m2, at 58 % of PQ and 75 % of HLG.
    whites = [
        int(ToneMap(transfer)(np.full((1, 1, 3), code, np.uint16))[0, 0, 0])
        for transfer, code in ((PQ, pq(203)), (HLG, round(0.75 * 65535)))
    ]
    assert abs(whites[0] - whites[1]) <= 2
    assert 220 < whites[0] < 245


def test_highlights_keep_apart_up_to_the_peak():
    bright = ToneMap(PQ)(np.array([[[pq(nits)] * 3 for nits in (203, 300, 500, 1000)]], np.uint16))[0, :, 0]
    assert (np.diff(bright.astype(int)) > 1).all()


def test_bt709s_red_comes_back_from_bt2020():
    red_in_bt2020 = np.array([0.6274, 0.0691, 0.0164]) ** (1 / 2.4)
    shown = ToneMap(None)(np.rint(red_in_bt2020 * 65535).astype(np.uint16)[None, None])[0, 0]
    assert shown[0] == 255
    assert shown[1:].max() <= 12


def test_only_what_says_so_is_mapped():
    assert tone_map(2, 2) is None
    assert tone_map(1, 1) is None
    assert all(isinstance(tone_map(*key), ToneMap) for key in ((PQ, BT2020), (HLG, BT2020), (14, BT2020)))


def test_a_decoders_hdr_frame_is_mapped():
    frame = av.VideoFrame(16, 16, "yuv420p10le")
    for plane, value in zip(frame.planes, (64 + 876 * pq(50) // 65535, 512, 512), strict=True):
        plane.update(np.full(plane.buffer_size // 2, value, np.uint16).tobytes())
    frame.colorspace, frame.color_range, frame.color_trc, frame.color_primaries = 9, 1, PQ, BT2020
    assert np.abs(RgbConverter((8, 8))(frame).astype(int) - 255 * (50 / 203) ** (1 / 2.4)).max() <= 2
