from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.values import parse_layers, parse_mean, parse_rate, parse_size


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


@pytest.mark.parametrize("written", ["640x360", "640X360", " 640 x 360 ", (640, 360), [640, 360]])
def test_a_size_is_width_and_height(written):
    assert parse_size(written) == (640, 360)


@pytest.mark.parametrize("written", ["640", "640x", "x360", "640x360x2", "big", (640,), (640.5, 360), 640, None])
def test_what_is_no_size_is_refused(written):
    with pytest.raises(ValueError, match="is not a size like 640x360"):
        parse_size(written)


@pytest.mark.parametrize("written", ["0x360", "640x-1", "16385x360"])
def test_a_size_beyond_its_range_is_refused(written):
    with pytest.raises(ValueError, match=f"from 1 to 16384 pixels, which {written} is not"):
        parse_size(written)


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
