"""What was measured as a picture of bars: each way's as long as its step takes, each size's as long as a pixel does."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from dreamstream.benchmark.comparison import Comparison
from dreamstream.benchmark.scaling import Scaling
from dreamstream.errors import SinkError
from dreamstream.frame import Pixels

_WIDTH, _LINE, _MARGIN, _LONGEST = 960, 64, 24, 560
_INK, _OURS, _OTHERS = (40, 40, 40), (60, 110, 200), (170, 170, 170)


class _Bar(NamedTuple):
    label: str
    share: float
    """Of the longest, 0..1."""
    words: str
    colour: tuple[int, int, int]


def plot_comparison(comparison: Comparison) -> Pixels:
    """Return the plot, uint8 RGB: the median step of each way in milliseconds, the slowest as long as there is room."""
    rows = list(comparison.rows)
    slowest = max(row.step_milliseconds_median for row in rows)
    width, height = comparison.size
    bars = [
        _Bar(
            row.way,
            row.step_milliseconds_median / slowest,
            f"{row.step_milliseconds_median:.0f} ms, {row.times_the_usual_way:.1f} x the usual way",
            _OURS if row.way.startswith("dreamstream") else _OTHERS,
        )
        for row in rows
    ]
    return _drawn(f"one step to {comparison.end} at {width}x{height}; {comparison.machine}", bars)


def plot_scaling(scaling: Scaling) -> Pixels:
    """Return the plot, uint8 RGB: the seconds of a megapixel's step at each size, and the peaks of memory."""
    return _drawn(f"one step to {scaling.end}; {scaling.machine}", list(_scaling_bars(scaling)))


def write_plot(plot: Pixels, path: Path) -> None:
    """Write the plot as a picture, of the kind that the name's ending says.

    Raises:
        SinkError: it can't be written.
    """
    try:
        _, encoded = cv2.imencode(path.suffix, plot[:, :, ::-1])
        path.write_bytes(encoded.tobytes())
    except (OSError, cv2.error) as error:
        raise SinkError(f"the plot '{path}' can't be written; give it a name that ends in .png") from error


def _scaling_bars(scaling: Scaling) -> Iterator[_Bar]:
    rows = list(scaling.rows)
    slowest = max(row.seconds_per_megapixel_iteration for row in rows)
    for row in rows:
        seconds = row.seconds_per_megapixel_iteration
        words = f"{seconds:.3f} s per Mpx, {row.times_the_median:.2f} x the median"
        yield _Bar(row.size, seconds / slowest, words, _OURS)
    peaks = {row.size: row.peak_megabytes for row in rows if row.peak_megabytes is not None}
    for size, megabytes in peaks.items():
        yield _Bar(f"{size}, memory", megabytes / max(peaks.values()), f"{megabytes:.0f} MB", _OTHERS)


def _drawn(title: str, bars: Sequence[_Bar]) -> Pixels:
    picture = np.full(((len(bars) + 1) * _LINE + 2 * _MARGIN, _WIDTH, 3), 255, np.uint8)
    _write(picture, title, (_MARGIN, 2 * _MARGIN))
    for index, bar in enumerate(bars, start=1):
        _draw(picture, bar, _MARGIN + index * _LINE)
    return picture


def _draw(picture: Pixels, bar: _Bar, top: int) -> None:
    length = max(1, round(_LONGEST * bar.share))
    _write(picture, bar.label, (_MARGIN, top + 14))
    cv2.rectangle(picture, (_MARGIN, top + 22), (_MARGIN + length, top + 42), bar.colour, cv2.FILLED)
    _write(picture, bar.words, (_MARGIN + length + 8, top + 38))


def _write(picture: Pixels, text: str, place: tuple[int, int]) -> None:
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.5, _INK, 1, cv2.LINE_AA)
