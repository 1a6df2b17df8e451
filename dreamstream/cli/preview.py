"""The preview as the command line asks for it: which display, where things are kept, what if there is none."""

import io
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from dreamstream.cli.controlling import controlling
from dreamstream.cli.options import Chosen
from dreamstream.errors import DisplayError, UsageError
from dreamstream.progress import FrameDone, OnProgress

if TYPE_CHECKING:
    from dreamstream.frame import StreamInfo
    from dreamstream.preview import Display, Preview
    from dreamstream.recipe import Recipe

_logger = logging.getLogger("dreamstream")

_TERMINAL = "terminal"


def is_wanted(chosen: Chosen) -> bool:
    """Tell whether any option asks for a preview."""
    return any((chosen.preview, chosen.preview_to, chosen.preview_octaves, chosen.preview_required, chosen.fullscreen))


@contextmanager
def console_beside(chosen: Chosen) -> Iterator[Console]:
    """Yield the console for everything that is said; while a preview has the terminal, all is said afterwards."""
    if chosen.preview_to != _TERMINAL:
        yield Console(stderr=True)
        return
    said = io.StringIO()
    try:
        yield Console(file=said)
    finally:
        sys.stderr.write(said.getvalue())


def report_beside(chosen: Chosen, report: OnProgress) -> OnProgress:
    """Return ``report`` without the count of frames where a preview has the terminal, which counts them itself."""
    if chosen.preview_to != _TERMINAL:
        return report
    return lambda record: None if isinstance(record, FrameDone) else report(record)


@contextmanager
def previewing(
    chosen: Chosen, info: "StreamInfo", recipe: "Recipe", stop: threading.Event
) -> Iterator["Preview | None"]:
    """Open the preview and the controllers that were asked for; None where there are neither.

    What a recipe's budget picks is recorded even where nothing is shown, and so is what hands did in a render that is
    gone on with.

    Raises:
        UsageError: there is no such preview; or nothing to show it on, and it is required, or is the only output;
            or controllers are not what was asked for.
        ControlError: a controller can't be listened to.
    """
    with controlling(chosen) as controls:
        display = _display(chosen, info) if is_wanted(chosen) else None
        records = recipe.dream.budget_seconds is not None or chosen.resume
        if display is None and controls is None and not records:
            yield None
            return
        from dreamstream.preview import Preview  # noqa: PLC0415 - OpenCV is not needed for --help

        with Preview(
            display,
            stop,
            _stem(chosen.output),
            preset=recipe.origin.preset,
            shows_octaves=chosen.preview_octaves and display is not None,
            controls=controls,
        ) as preview:
            yield preview


def _display(chosen: Chosen, info: "StreamInfo") -> "Display | None":
    """Open the display; None, with a warning, where there is none and the render goes on without."""
    from dreamstream.preview import find_display  # noqa: PLC0415

    display = find_display(chosen.preview_to or "window", fullscreen=chosen.fullscreen)
    try:
        display.open(f"dreamstream: {_name(chosen.input)}", (info.width, info.height))
    except DisplayError as error:
        if chosen.preview_required or not chosen.output:
            raise UsageError(f"{error}; nothing was rendered") from error
        _logger.warning("%s; the render goes on without a preview", error)
        return None
    return display


def _name(source: str) -> str:
    """Return what an input is called in a title: of an address only the host, for the rest may be a secret key."""
    from dreamstream.sinks import shown  # noqa: PLC0415

    return shown(source) if "://" in source else Path(source).name


def _stem(outputs: list[str] | None) -> Path:
    """Return where acts and snapshots are kept: beside the first file, else here."""
    for name in outputs or ():
        if name != "-" and "://" not in name:
            path = Path(name)
            return path.with_name("dreamstream" if "%" in path.name else path.stem)
    return Path("dreamstream")
