import re

import numpy as np
import pytest
from rich.color import ColorSystem

from dreamstream.preview.half_blocks import half_blocks

RED, BLUE, WHITE = (255, 0, 0), (0, 0, 255), (255, 255, 255)


def test_two_rows_of_pixels_are_one_of_text():
    pixels = np.array([[RED, WHITE], [BLUE, RED]], np.uint8)
    assert half_blocks(pixels, ColorSystem.TRUECOLOR) == [
        "\x1b[38;2;255;0;0;48;2;0;0;255m▀\x1b[38;2;255;255;255;48;2;255;0;0m▀"
    ]


@pytest.mark.parametrize(
    ("system", "text"), [(ColorSystem.EIGHT_BIT, "\x1b[38;5;196;48;5;21m▀"), (ColorSystem.STANDARD, "\x1b[31;44m▀")]
)
def test_a_terminal_of_fewer_colours_gets_the_nearest(system, text):
    (row,) = half_blocks(np.array([[RED], [BLUE]], np.uint8), system)
    assert re.fullmatch(r"\x1b\[[\d;]+m▀", row)
    assert row == text
