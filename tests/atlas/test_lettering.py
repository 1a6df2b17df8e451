import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.atlas.lettering import SMALLEST, draw_lines, largest_fitting, text_width, wrapped

OPTION = "--layer inception_4c/5x5_reduce:128"
TEXTS = st.text(alphabet="abcXYZ019_/:,- '", min_size=1, max_size=60)


@given(text=TEXTS, width=st.integers(20, 400), letters=st.integers(SMALLEST, 28))
def test_wrapping_loses_nothing_but_blanks_and_keeps_within_the_width(text, width, letters):
    lines = wrapped(text, width, letters)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) == 1 or text_width(line, letters) <= width for line in lines)


def test_lines_break_at_blanks_and_after_slashes():
    assert wrapped(OPTION, 130, 12) == ["--layer inception_4c/", "5x5_reduce:128"]
    assert wrapped(OPTION, 110, 12) == ["--layer", "inception_4c/", "5x5_reduce:128"]


def test_what_fits_is_one_line():
    assert wrapped(OPTION, text_width(OPTION, 15), 15) == [OPTION]


def test_long_options_shrink_before_they_wrap():
    assert largest_fitting([OPTION], 1000, 15) == 15
    shrunk = largest_fitting([OPTION], text_width(OPTION, 12), 15)
    assert SMALLEST < shrunk < 15
    assert len(wrapped(OPTION, text_width(OPTION, 12), shrunk)) == 1


def test_all_captions_get_the_letters_of_the_longest():
    width = text_width(OPTION, 12)
    assert largest_fitting(["--layer a", OPTION], width, 15) == largest_fitting([OPTION], width, 15)


def test_no_room_at_all_ends_at_the_smallest_letters():
    assert largest_fitting([OPTION], 30, 15) == SMALLEST


def test_lines_are_drawn_below_one_another_from_their_corner():
    canvas = np.zeros((80, 200, 3), np.uint8)
    below = draw_lines(canvas, ["Hg", "Hg"], (40, 10), 16, (250, 240, 230))
    rows, columns = canvas.any(axis=(1, 2)), canvas.any(axis=(0, 2))
    assert not rows[:10].any()
    assert not rows[below:].any()
    assert rows[10 : below - 1].sum() > 20
    assert not columns[:38].any()
    assert len(np.unique(canvas)) > 10, "letters are antialiased"
