"""``dreamstream controls``: what controllers can do, and a file of controls learned from one."""

import logging
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from dreamstream.cli.console import notices
from dreamstream.cli.controlling import listening
from dreamstream.cli.listings import print_table
from dreamstream.cli.saying import say
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.errors import DreamstreamError, OutputExistsError, SinkError, UsageError

if TYPE_CHECKING:
    from dreamstream.controls.base import Controller
    from dreamstream.controls.learn import Lesson
    from dreamstream.controls.mapping import Control

_SECONDS_BETWEEN_POLLS = 0.02
_END = "q"


def show_controls() -> None:
    """List what controls can do, and the MIDI ports there are.

    By OSC each of these wishes is an address, /dreamstream/strength 1.4. Knobs and pads of MIDI come to them by a file
    that 'dreamstream controls learn' writes.
    """
    from dreamstream.controls.midi import port_names  # noqa: PLC0415
    from dreamstream.controls.words import WORDS  # noqa: PLC0415

    table = Table("wish", "what it does", "takes", box=None)
    for name, word in WORDS.items():
        table.add_row(name, word.means, word.takes)
    print_table(table)
    try:
        names = port_names()
    except DreamstreamError as error:
        print(f"\nMIDI ports: none; {error}")
    else:
        print(f"\nMIDI ports: {', '.join(names) or 'none'}")


def learn_controls(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The TOML file that is written.")],
    *,
    midi: Annotated[
        str | None, typer.Option(metavar="NAME", help="A MIDI controller, named in part, or first.")
    ] = None,
    osc: Annotated[str | None, typer.Option(metavar="HOST:PORT", help="Where OSC arrives, 127.0.0.1:9000.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", "-y", help="Replace a file that exists.")] = False,
) -> int:
    """Write a file of controls: for each thing that a control can do, move the one that is to do it.

    Enter leaves one out, q and Enter ends. 'dreamstream INPUT --midi NAME --controls FILE' then uses the file.
    """
    if not (midi or osc):
        raise UsageError("give --midi NAME or --osc HOST:PORT to learn from; 'dreamstream controls' lists MIDI ports")
    if file.exists() and not overwrite:
        raise OutputExistsError(f"'{file}' is already there; add -y to replace it")
    from dreamstream.controls.learn import Lesson  # noqa: PLC0415

    console, lesson = Console(stderr=True), Lesson()
    with (
        notices(console, logging.WARNING),
        stopping_on_signals(lambda: None) as stop,
        listening(osc, midi) as controllers,
    ):
        _teach(lesson, controllers, console, stop.event)
    if not lesson.controls.control:
        say(console, "nothing was learned, nothing written")
        return stop.exit_code
    try:
        file.write_text(lesson.controls.dump(), encoding="utf-8")
    except OSError as error:
        raise SinkError(f"can't write '{file}': {error.strerror}") from error
    say(console, f"wrote {file}: {len(lesson.controls.control)} controls")
    return stop.exit_code


def _teach(lesson: "Lesson", controllers: "list[Controller]", console: Console, stop: threading.Event) -> None:
    """Ask for one word after the other until all are learned, or hands or their lines end it."""
    from dreamstream.controls.words import WORDS  # noqa: PLC0415

    lines = _lines()
    asked: str | None = None
    while lesson.asked is not None and not stop.is_set():
        if lesson.asked != asked:
            asked = lesson.asked
            say(console, f"{asked}: {WORDS[asked].means}? Move its control (Enter: none, {_END} and Enter: end)")
        heard = [signal for controller in controllers for signal in controller.poll()]
        for learned in filter(None, map(lesson.hear, heard)):
            say(console, f"  {learned.wish}: {_place(learned)}")
        try:
            line = lines.get(timeout=_SECONDS_BETWEEN_POLLS)
        except Empty:
            continue
        if line is None or line.strip() == _END:
            return
        lesson.skip()


def _lines() -> SimpleQueue[str | None]:
    """Return where the lines that are typed arrive, and None at their end."""
    lines: SimpleQueue[str | None] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, name="typing", daemon=True).start()
    return lines


def _place(control: "Control") -> str:
    if control.osc is not None:
        return control.osc
    return f"{'note' if control.cc is None else 'controller'} {control.note if control.cc is None else control.cc}"
