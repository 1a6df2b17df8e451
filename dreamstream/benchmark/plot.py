"""A comparison as a picture: one bar for each way, as long as its step takes."""

from pathlib import Path

import cv2
import numpy as np

from dreamstream.benchmark.comparison import Comparison, Row
from dreamstream.errors import SinkError
from dreamstream.frame import Pixels

_WIDTH, _LINE, _MARGIN, _LONGEST = 960, 64, 24, 560
_INK, _OURS, _OTHERS = (40, 40, 40), (60, 110, 200), (170, 170, 170)


def draw(comparison: Comparison) -> Pixels:
    """Return the plot, uint8 RGB: the median step of each way in milliseconds, the slowest as long as there is room."""
    rows = list(comparison.rows)
    picture = np.full(((len(rows) + 1) * _LINE + 2 * _MARGIN, _WIDTH, 3), 255, np.uint8)
    width, height = comparison.size
    _write(picture, f"one step to {comparison.end} at {width}x{height}; {comparison.machine}", (_MARGIN, 2 * _MARGIN))
    slowest = max(row.step_milliseconds_median for row in rows)
    for index, row in enumerate(rows):
        _bar(picture, row, slowest, _MARGIN + (index + 1) * _LINE)
    return picture


def write_plot(comparison: Comparison, path: Path) -> None:
    """Write the plot as a picture, of the kind that the name's ending says.

    Raises:
        SinkError: it can't be written.
    """
    try:
        _, encoded = cv2.imencode(path.suffix, draw(comparison)[:, :, ::-1])
        path.write_bytes(encoded.tobytes())
    except (OSError, cv2.error) as error:
        raise SinkError(f"the plot '{path}' can't be written; give it a name that ends in .png") from error


def _bar(picture: Pixels, row: Row, slowest: float, top: int) -> None:
    length = max(1, round(_LONGEST * row.step_milliseconds_median / slowest))
    colour = _OURS if row.way.startswith("dreamstream") else _OTHERS
    _write(picture, row.way, (_MARGIN, top + 14))
    cv2.rectangle(picture, (_MARGIN, top + 22), (_MARGIN + length, top + 42), colour, cv2.FILLED)
    words = f"{row.step_milliseconds_median:.0f} ms, {row.times_the_usual_way:.1f} x the usual way"
    _write(picture, words, (_MARGIN + length + 8, top + 38))


def _write(picture: Pixels, text: str, place: tuple[int, int]) -> None:
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
