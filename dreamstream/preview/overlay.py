"""A picture as it is shown: scaled to its place, with lines over it that are legible on anything."""

from collections.abc import Callable

import cv2
import numpy as np

from dreamstream.frame import Pixels

_FONT = cv2.FONT_HERSHEY_SIMPLEX
_PIXELS_AT_SCALE_1 = 27
"""Height of its letters."""
_LINES_ON_A_SCREEN, _LETTERS_IN_A_LINE = 36, 32
"""Letters of such a height and width would fill it; whichever is smaller holds."""
_SMALLEST, _LARGEST = 12, 64
"""Letters, in pixels."""
_PITCH = 1.5
"""From line to line, in letters' heights."""
_DARKENING = np.uint8(4)
"""White letters stand out from a quarter of white."""
_LOUD, _QUIET = (255, 255, 255), (190, 190, 190)


def fitted(size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return x, y, width and height of a picture of ``size`` in the middle of ``room``, as large as fits."""
    (width, height), (wide, high) = size, room
    scale = min(wide / width, high / height)
    shown = min(wide, max(1, round(width * scale))), min(high, max(1, round(height * scale)))
    return (wide - shown[0]) // 2, (high - shown[1]) // 2, *shown


def canvas(pixels: Pixels, room: tuple[int, int]) -> Pixels:
    """Return ``pixels`` scaled into the middle of a picture of (width, height), black around it."""
    x, y, width, height = fitted((pixels.shape[1], pixels.shape[0]), room)
    shrinks = width < pixels.shape[1]
    scaled = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    if (width, height) == room:
        return np.asarray(scaled, np.uint8)
    whole = np.zeros((room[1], room[0], 3), np.uint8)
    whole[y : y + height, x : x + width] = scaled
    return whole


def write(whole: Pixels, lines: tuple[str, ...], keys: str = "") -> None:
    """Write ``lines`` and ``keys`` into the corner, light on darkened picture.

    What is too long for a line, of which half the picture's width is enough, goes on in the next.
    """
    height, width, _ = whole.shape
    letters = min(_LARGEST, max(_SMALLEST, min(height // _LINES_ON_A_SCREEN, width // _LETTERS_IN_A_LINE)))
    scale = letters / _PIXELS_AT_SCALE_1
    most = min(width - 2 * letters, max(width // 2, _LETTERS_IN_A_LINE * letters))

    def width_of(line: str) -> int:
        return int(cv2.getTextSize(_spread(line), _FONT, scale, 1)[0][0])

    loud = [part for line in lines for part in broken(line, lambda text: width_of(text) <= most)]
    quiet = broken(keys, lambda text: width_of(text) <= most) if keys else []
    written = [*loud, *quiet]
    if not written:
        return
    pitch = round(_PITCH * letters)
    panel = whole[: len(written) * pitch + letters, : max(map(width_of, written)) + 2 * letters]
    np.copyto(panel, panel // _DARKENING)
    for number, line in enumerate(written, start=1):
        colour = _LOUD if number <= len(loud) else _QUIET
        cv2.putText(whole, _spread(line), (letters, number * pitch), _FONT, scale, colour, 1, cv2.LINE_AA)


def _spread(line: str) -> str:
    """Widen pairs of blanks, which hardly part anything where letters aren't all of one width."""
    return line.replace("  ", "    ")


def broken(line: str, fits: Callable[[str], bool]) -> list[str]:
    """Return a line as several that fit, broken where two blanks are."""
    lines: list[str] = []
    for part in line.split("  "):
        if lines and fits(f"{lines[-1]}  {part}"):
            lines[-1] += f"  {part}"
        else:
            lines.append(part)
    return lines
