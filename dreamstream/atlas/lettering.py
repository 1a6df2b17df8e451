"""Text on pictures: measured, wrapped without losing a letter, drawn antialiased."""

import re

import cv2

from dreamstream.frame import Pixels

SMALLEST = 9
"""Letter height in pixels below which nobody reads."""

LINE_HEIGHT = 1.4
"""Of the letters' height."""

_FONT = cv2.FONT_HERSHEY_SIMPLEX
"""OpenCV 5 draws a real typeface under this name, OpenCV 4 single strokes."""
_PIXELS_AT_SCALE_1 = 27

_PIECE = re.compile(r"[^\s/]*/|[^\s/]+|\s+")


def text_width(text: str, letters: int, *, bold: bool = False) -> int:
    """Return how many pixels wide ``text`` is in letters of that height."""
    (width, _), _ = cv2.getTextSize(text, _FONT, letters / _PIXELS_AT_SCALE_1, 1 + bold)
    return width


def line_height(letters: int) -> int:
    """Return the distance from one line to the next, in pixels."""
    return round(LINE_HEIGHT * letters)


def wrapped(text: str, width: int, letters: int, *, bold: bool = False) -> list[str]:
    """Return ``text`` as lines of at most ``width`` pixels: broken at blanks and after '/', else between letters."""
    lines = [""]
    for piece in _PIECE.findall(text):
        if text_width((lines[-1] + piece).rstrip(), letters, bold=bold) <= width:
            lines[-1] += piece
            continue
        if lines[-1].strip():
            lines.append("")
        for letter in piece.lstrip():
            if lines[-1] and text_width(lines[-1] + letter, letters, bold=bold) > width:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines if line.strip()]


def largest_fitting(texts: list[str], width: int, letters: int) -> int:
    """Return the height of letters, ``letters`` at most, for all ``texts`` within ``width`` pixels.

    One line each is wanted; where that would be hard to read, two; and ``SMALLEST`` if even that is too much.
    """
    readable = max(SMALLEST, round(0.7 * letters))
    for lines, smallest in ((1, readable), (2, SMALLEST)):
        for height in range(letters, smallest - 1, -1):
            if all(len(wrapped(text, width, height)) <= lines for text in texts):
                return height
    return SMALLEST


def draw_lines(
    canvas: Pixels,
    lines: list[str],
    corner: tuple[int, int],
    letters: int,
    colour: tuple[int, int, int],
    *,
    bold: bool = False,
) -> int:
    """Draw lines downwards from their upper left ``corner`` (x, y) into ``canvas``; return the y below them."""
    x, y = corner
    for line in lines:
        scale = letters / _PIXELS_AT_SCALE_1
        cv2.putText(canvas, line, (x, y + letters), _FONT, scale, colour, 1 + bold, cv2.LINE_AA)
        y += line_height(letters)
    return y
