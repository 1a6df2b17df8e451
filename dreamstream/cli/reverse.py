"""``dreamstream reverse``: a finished film backwards."""

import inspect
import logging
from typing import Annotated, Any

import typer
from rich.console import Console

from dreamstream.cli.console import Report, notices
from dreamstream.cli.options import OWN_ARGUMENTS
from dreamstream.cli.render import user_recipe
from dreamstream.cli.settings import OUTPUT_SETTINGS
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.cli.signature import Arguments, signed, tables_of
from dreamstream.errors import UsageError
from dreamstream.progress import Started

REVERSE_SETTINGS = tuple(each for each in OUTPUT_SETTINGS if each.key not in ("sink.reverse", "sink.boomerang"))
"""The render's options that are of use here."""

REVERSE_ARGUMENTS: Arguments = {
    "input": (
        Annotated[str, typer.Argument(metavar="INPUT", help="A video's file.", show_default=False)],
        inspect.Parameter.empty,
    ),
    **{name: OWN_ARGUMENTS[name] for name in ("output", "overwrite", "quiet", "debug")},
}


class ReverseReport(Report):
    """Shows how far the film is."""

    def begin(self, record: Started) -> None:
        """Say what is written, and begin to count."""
        width, height = record.size
        self.say(f"{width}x{height}, backwards -> {self.output}")
        self.start("frame", record.frame_count)


def _reverse(**given: Any) -> int:  # noqa: ANN401
    """Play a finished film backwards: its pictures last to first, each shown for as long as it was.

    Memory stays small however long it is, for the file is read from its end, a stretch at a time. Its sound is left
    out; --audio FILE gives the film another.
    """
    if not given["output"]:
        raise UsageError("no output given; add -o FILE.mp4 or -o FILE.gif")
    from dreamstream.sinks import shown  # noqa: PLC0415 - --help needs neither this nor what comes below

    console, quiet = Console(stderr=True), given["quiet"]
    with (
        notices(console, logging.ERROR if quiet else logging.WARNING),
        ReverseReport(console, ", ".join(map(shown, given["output"])), quiet=quiet) as report,
        stopping_on_signals(report.stopping) as stop,
    ):
        from dreamstream.reversing import reverse as reverse_film  # noqa: PLC0415

        recipe = user_recipe(tables_of(given, REVERSE_SETTINGS))
        reverse_film(given["input"], given["output"], recipe, report, overwrite=given["overwrite"], stop=stop.event)
    return stop.exit_code


reverse = signed(_reverse, REVERSE_ARGUMENTS, REVERSE_SETTINGS)
