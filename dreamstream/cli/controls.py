"""Controllers as the command line asks for them: listened to in a render, listed, learned."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from dreamstream.cli.console import notices
from dreamstream.cli.listings import print_table
from dreamstream.cli.options import Chosen
from dreamstream.cli.saying import say
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.errors import DreamstreamError, OutputExistsError, SinkError, UsageError

if TYPE_CHECKING:
    from dreamstream.controls.base import Controller
    from dreamstream.controls.learn import Lesson
    from dreamstream.controls.mapping import Control
    from dreamstream.preview import Gesture

_SECONDS_BETWEEN_POLLS = 0.02
_END = "q"


@contextmanager
def controlling(chosen: Chosen) -> Iterator["Callable[[], tuple[Gesture, ...]] | None"]:
    """Listen to the controllers that were asked for, and yield what tells their gestures; None where none were.

    Raises:
        UsageError: they don't go together, there is none of that name, or an extra is missing.
        ControlError: one can't be listened to.
    """
    if chosen.midi and not chosen.controls:
        raise UsageError(
            "--midi needs --controls FILE, which says what knobs and pads do; "
            f"'dreamstream controls learn FILE --midi {chosen.midi}' writes one"
        )
    if chosen.controls and not (chosen.midi or chosen.osc):
        raise UsageError("--controls says what controls do; give --midi or --osc, too")
    if not (chosen.midi or chosen.osc):
        yield None
        return
    from dreamstream.controls.desk import Desk  # noqa: PLC0415 - brings OpenCV, which is not needed for --help
    from dreamstream.controls.mapping import Controls  # noqa: PLC0415

    controls = Controls.load(chosen.controls) if chosen.controls else Controls()
    with ExitStack() as stack:
        yield Desk([stack.enter_context(each) for each in _opened(chosen.osc, chosen.midi)], controls).poll


def _opened(osc: str | None, midi: str | None) -> "Iterator[Controller]":
    from dreamstream.controls.midi import MidiController  # noqa: PLC0415
    from dreamstream.controls.osc import OscController  # noqa: PLC0415

    if osc:
        yield OscController(osc)
    if midi:
        yield MidiController(midi)


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
    with notices(console, logging.WARNING), ExitStack() as stack, stopping_on_signals(lambda: None) as stop:
        controllers = [stack.enter_context(each) for each in _opened(osc, midi)]
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
