"""``dreamstream INPUT ...`` renders; a verb as the first word does something else."""

import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from dreamstream.allocation import keep_freed_memory
from dreamstream.cli.atlas import atlas
from dreamstream.cli.bench import bench
from dreamstream.cli.completion import completion
from dreamstream.cli.console import say_error
from dreamstream.cli.controls import learn_controls, show_controls
from dreamstream.cli.layers import show_layers
from dreamstream.cli.listings import show_preset, show_presets, show_schema
from dreamstream.cli.models import add_own_model, fetch_models, show_models
from dreamstream.cli.options import command
from dreamstream.cli.recipe import show_recipe
from dreamstream.cli.reverse import reverse
from dreamstream.cli.score import score
from dreamstream.cli.settings import normalized
from dreamstream.cli.several import run
from dreamstream.cli.signals import raising_on_ctrl_c
from dreamstream.cli.streams import checked_stdout, lasting_stderr
from dreamstream.cli.train import train
from dreamstream.cli.welcome import WELCOME, sentence_of, stray_word
from dreamstream.errors import UsageError
from dreamstream.spinning import spin_if_alone

VERBS: dict[str, Callable[..., Any] | dict[str, Callable[..., Any]]] = {
    "atlas": atlas,
    "bench": bench,
    "completion": completion,
    "controls": {
        "": show_controls,
        "learn": learn_controls,
    },
    "models": {
        "": show_models,
        "fetch": fetch_models,
        "add": add_own_model,
        "layers": show_layers,
    },
    "presets": {
        "": show_presets,
        "show": show_preset,
        "schema": show_schema,
    },
    "recipe": show_recipe,
    "reverse": reverse,
    "score": score,
    "train": train,
}
"""First word of the command line to what it does, or to the words that may follow it and what they do."""


def _brief(verb: str) -> str:
    entry = VERBS[verb]
    return ((entry[""] if isinstance(entry, dict) else entry).__doc__ or "").partition("\n")[0]


_HELP = (
    "Stream a picture or a video through DeepDream, straight into a film. A still picture is fed its own dream, "
    "frame by frame, through the preset's distortion; a video is dreamed frame by frame."
)
_EPILOG = "\n\n".join(
    (
        "The numbers of the dream and of distortions may change with time: '0.5 + 0.1*sin(t)', '0:(0.02), 60:(0.05)'.",
        "Other commands, each with a --help of its own (a file that is called so is written ./models):",
        *(f"[bold]dreamstream {verb}[/bold]: {_brief(verb)}" for verb in VERBS),
    )
)


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 refused, 128 + n stopped by signal n."""
    keep_freed_memory()
    spin_if_alone()
    with lasting_stderr():
        code = _run(sys.argv[1:])
    sys.exit(code)


def parsers() -> dict[str, Any]:
    """Return the parser of each verb, and first under the empty name that of a render."""
    return {verb or "": typer.main.get_command(_app(verb)) for verb in (None, *VERBS)}


def _run(arguments: list[str]) -> int:
    verb = arguments.pop(0) if arguments and arguments[0] in VERBS else None
    program = f"dreamstream {verb}" if verb else "dreamstream"
    console = Console(stderr=True)
    try:
        with checked_stdout(), raising_on_ctrl_c():
            return _answer(verb, arguments, program)
    except typer.TyperException as error:
        if sentence := sentence_of(error, program):
            say_error(console, sentence)
        return 2
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if "--debug" in arguments:
            traceback.print_exception(error)
        say_error(console, error)
        return 2 if isinstance(error, UsageError) else 1


def _answer(verb: str | None, arguments: list[str], program: str) -> int:
    if verb is None and arguments in ([], ["help"]):
        print(WELCOME)
        return 0 if arguments else 2
    if verb is None and (sentence := stray_word(arguments, VERBS, is_file=Path(arguments[0]).exists())):
        raise UsageError(sentence)
    # Not standalone, so that a misspelt option is told like any other error.
    return _app(verb)(arguments, prog_name=program, standalone_mode=False) or 0


def _app(verb: str | None) -> typer.Typer:
    app = typer.Typer(add_completion=False)
    settings = {"token_normalize_func": normalized, "help_option_names": ["--help", "-h"]}
    if verb is not None:
        _fill(app, VERBS[verb], settings)
        return app
    app.command(help=_HELP, epilog=_EPILOG, context_settings=settings)(command(run))
    return app


def _fill(app: typer.Typer, verb: Callable[..., Any] | dict[str, Callable[..., Any]], settings: dict[str, Any]) -> None:
    if not isinstance(verb, dict):
        app.command(context_settings=settings)(verb)
        return
    alone = verb[""]

    def unless_followed(context: typer.Context) -> None:
        if context.invoked_subcommand is None:
            alone()

    app.callback(invoke_without_command=True, help=alone.__doc__, context_settings=settings)(unless_followed)
    for word, follow in verb.items():
        if word:
            app.command(word, context_settings=settings)(follow)
