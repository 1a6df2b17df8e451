"""A picture as text, two pixels in every character."""

from functools import lru_cache, partial

import numpy as np
from rich.color import Color, ColorSystem

from dreamstream.frame import Pixels

_HALF_BLOCK = "▀"
"""Its upper half has the letter's colour, its lower half the ground's."""


def half_blocks(pixels: Pixels, system: ColorSystem) -> list[str]:
    """Return a row of text for every two rows of ``pixels`` (H even), coloured as far as the terminal's system goes."""
    code = _true_code
    if system is not ColorSystem.TRUECOLOR:
        # So few colours that the nearest to each need not be found again and again.
        pixels, code = pixels & np.uint8(0xF0), partial(_nearest_code, system)
    rows = []
    for top, bottom in zip(pixels[::2].tolist(), pixels[1::2].tolist(), strict=True):
        pairs = zip(top, bottom, strict=True)
        blocks = (f"\x1b[{code(True, *upper)};{code(False, *lower)}m{_HALF_BLOCK}" for upper, lower in pairs)
        rows.append("".join(blocks))
    return rows


def _true_code(is_letter: bool, red: int, green: int, blue: int) -> str:
    return f"{38 if is_letter else 48};2;{red};{green};{blue}"


@lru_cache(2 * 16**3)
def _nearest_code(system: ColorSystem, is_letter: bool, red: int, green: int, blue: int) -> str:
    return ";".join(Color.from_rgb(red, green, blue).downgrade(system).get_ansi_codes(is_letter))
