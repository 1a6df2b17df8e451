from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.errors import ExpressionError
from dreamstream.values import (
    parse_batch,
    parse_brief,
    parse_layers,
    parse_mean,
    parse_rate,
    parse_seconds,
    parse_threads,
    parse_tile,
)


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        (24, Fraction(24)),
        ("24", Fraction(24)),
        (29.97, Fraction(2997, 100)),
        ("30000/1001", Fraction(30000, 1001)),
        (" 0.5 ", Fraction(1, 2)),
        (Fraction(24000, 1001), Fraction(24000, 1001)),
    ],
)
def test_a_rate_is_exact(written, rate):
    assert parse_rate(written) == rate


@pytest.mark.parametrize("written", ["", "fast", "1/0", "1.2.3", "1e999999999", "inf", float("nan"), True, None, [24]])
def test_what_is_no_rate_is_refused_at_once(written):
    with pytest.raises(ValueError, match=r"is not a number like 24, 29\.97 or 30000/1001"):
        parse_rate(written)


@pytest.mark.parametrize("written", [0, -1, "-30000/1001", 1_000_001])
def test_a_rate_beyond_its_range_is_refused(written):
    with pytest.raises(ValueError, match=f"{written} is not above 0 and at most a million"):
        parse_rate(written)


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**9))
def test_a_rate_survives_being_written_down(rate):
    assert parse_rate(str(rate)) == rate


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (0, 0),
        ("90", 90),
        (1.5, Fraction(3, 2)),
        (".5", Fraction(1, 2)),
        ("1/3", Fraction(1, 3)),
        ("1:30", 90),
        ("1:02:03.25", Fraction(14893, 4)),
        (" 00:00:10.010 ", Fraction(1001, 100)),
    ],
)
def test_a_time_is_seconds_or_a_clocks(written, seconds):
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize(
    "written", ["", "soon", "-1", "1:", ":30", "1:2:3:4", "1:-30", "1/0", "1e9", "1.5:00", "1/00", None]
)
def test_what_is_no_time_is_refused(written):
    with pytest.raises(ValueError, match=r"is not a time like 90, 1:30 or 0:01:30\.5"):
        parse_seconds(written)


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**9))
def test_a_time_survives_being_written_down(seconds):
    assert parse_seconds(str(seconds)) == seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("80ms", 0.08), ("80 ms", 0.08), (0.08, 0.08), (" .08", 0.08), ("1s", 1), (2, 2), ("1.5 s", 1.5)],
)
def test_a_brief_time_has_a_unit_or_is_seconds(written, seconds):
    assert parse_brief(written) == seconds


@pytest.mark.parametrize("written", ["", "soon", "ms", "0", "-1", "80us", "1:30", "1e-2", "0.5ms", "3601s", None])
def test_what_is_no_brief_time_is_refused(written):
    with pytest.raises(ValueError, match=r"is not a time like 80ms, 0\.08 or 1\.5s"):
        parse_brief(written)


@given(st.floats(0.001, 3600))
def test_a_brief_time_survives_being_written_down(seconds):
    assert parse_brief(seconds) == seconds


def test_keyframes_of_layers_stay_a_text_if_they_can_be_read():
    assert parse_layers("0:(parts), 9:(objects:1,2)") == "0:(parts), 9:(objects:1,2)"
    with pytest.raises(ExpressionError, match="written in brackets"):
        parse_layers("0:(parts), 9:objects")


def test_one_layer_stays_a_text_and_several_become_a_tuple():
    assert parse_layers("parts") == "parts"
    assert parse_layers(["parts", "objects:1,2"]) == ("parts", "objects:1,2")


@pytest.mark.parametrize("written", [[], 5, ["parts", 5], {"parts": 1}])
def test_what_is_no_layer_is_refused(written):
    with pytest.raises(ValueError, match="is neither a layer nor a list of layers"):
        parse_layers(written)


@pytest.mark.parametrize("written", ["104,117,123", "104, 117.0, 123", (104, 117, 123), [104.0, 117, 123]])
def test_a_mean_is_blue_green_and_red(written):
    assert parse_mean(written) == (104.0, 117.0, 123.0)


@pytest.mark.parametrize("written", ["nonsense", "104,117", "1,2,3,4", 104, None, (1, 2)])
def test_what_is_no_mean_is_refused(written):
    with pytest.raises(ValueError, match="is not blue, green and red levels like 104,117,123"):
        parse_mean(written)


@pytest.mark.parametrize("written", ["104,117,256", "-1,0,0", "nan,0,0"])
def test_a_mean_that_no_picture_has_is_refused(written):
    with pytest.raises(ValueError, match="from 0 to 255"):
        parse_mean(written)


@pytest.mark.parametrize(("written", "tile"), [("auto", "auto"), ("off", "off"), (512, 512), ("64", 64)])
def test_tiles_are_chosen_refused_or_of_a_size(written, tile):
    assert parse_tile(written) == tile


@pytest.mark.parametrize("written", ["on", "", 63, "-64", 64.5, True, None, "1e3", 10**6])
def test_what_is_no_size_of_tiles_is_refused(written):
    with pytest.raises(ValueError, match=r"is neither auto, off nor a number of pixels from 64 to \d+"):
        parse_tile(written)


@pytest.mark.parametrize(("written", "threads"), [("auto", "auto"), (1, 1), ("16", 16)])
def test_threads_are_chosen_or_counted(written, threads):
    assert parse_threads(written) == threads


@pytest.mark.parametrize("written", ["off", "", 0, "-1", 1.5, True, None, "1e3", 1025])
def test_what_is_no_number_of_threads_is_refused(written):
    with pytest.raises(ValueError, match="is neither auto nor a number of threads from 1 to 1024"):
        parse_threads(written)


@pytest.mark.parametrize(("written", "batch"), [("auto", "auto"), (1, 1), ("64", 64)])
def test_batches_are_chosen_or_of_a_number_of_frames(written, batch):
    assert parse_batch(written) == batch


@pytest.mark.parametrize("written", ["off", 0, "65", "1.5", True, "²"])
def test_what_is_no_number_of_frames_is_refused(written):
    with pytest.raises(ValueError, match="is neither auto nor a number of frames from 1 to 64"):
        parse_batch(written)
