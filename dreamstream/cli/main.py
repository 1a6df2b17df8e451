"""``dreamstream INPUT ...`` renders; a verb as the first word does something else."""

import sys
from collections.abc import Callable

import typer

from dreamstream.cli.listings import show_models, show_presets
from dreamstream.cli.options import command
from dreamstream.cli.render import run

VERBS: dict[str, Callable[[], None]] = {"models": show_models, "presets": show_presets}

_EPILOG = (
    f"Also: {', '.join(f'dreamstream {verb}' for verb in VERBS)}. "
    "A file that is called like one of these words is written ./models."
)


def main() -> None:
    """Run the command line and exit: 0 done, 1 failed, 2 refused, 128 + n stopped by signal n."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] in VERBS:
        app = typer.Typer(add_completion=False)
        app.command()(VERBS[arguments.pop(0)])
        name = " ".join(("dreamstream", sys.argv[1]))
    else:
        app = typer.Typer(add_completion=False)
        app.command(epilog=_EPILOG, no_args_is_help=True)(command(run))
        name = "dreamstream"
    app(arguments, prog_name=name)
