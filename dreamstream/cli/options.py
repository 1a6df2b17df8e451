"""The command's arguments: those of the settings table, and those that set no key of a recipe.

The command's signature is made from the two tables, and so is what the user set. Values stay text on their way to
the recipe, so that one place alone judges them.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from dreamstream import __version__
from dreamstream.cli.settings import DREAM, OTHER, OUTPUT, PANELS, SETTINGS, Setting


class Chosen(NamedTuple):
    """What the command was given: its own arguments, and the recipe keys that were set."""

    input: str
    output: Path | None
    preset: str | None
    zoom: str | None
    overwrite: bool
    quiet: bool
    debug: bool
    tables: dict[str, Any]
    """Nested tables of a recipe, only what was set."""


def _option(*spellings: str, metavar: str | None = None, panel: str, help: str) -> Any:  # noqa: ANN401
    return typer.Option(*spellings, metavar=metavar, rich_help_panel=panel, help=help, show_default=False)


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"dreamstream {__version__}")
        raise typer.Exit


OWN_ARGUMENTS: dict[str, tuple[Any, Any]] = {
    "input": (
        Annotated[str, typer.Argument(metavar="INPUT", help="Picture, video, or noise:WxH.", show_default=False)],
        inspect.Parameter.empty,
    ),
    "output": (
        Annotated[Path | None, _option("--output", "-o", metavar="FILE", panel=OUTPUT, help="The film: .mp4 or .gif.")],
        None,
    ),
    "overwrite": (
        Annotated[bool, _option("--overwrite", "-y", panel=OUTPUT, help="Replace an output that exists.")],
        False,
    ),
    "preset": (
        Annotated[
            str | None,
            _option(
                "--preset",
                "-p",
                metavar="NAME",
                panel=DREAM,
                help="A look that 'dreamstream presets' lists, or a TOML file. (default: zoom for a still)",
            ),
        ],
        None,
    ),
    "zoom": (
        Annotated[
            str | None,
            _option(
                "--zoom",
                metavar="SCALE",
                panel=DREAM,
                help="Add a zoom between frames: 0.05 or 1.05 enlarges by 5 %, -0.05 shrinks.",
            ),
        ],
        None,
    ),
    "quiet": (Annotated[bool, _option("--quiet", "-q", panel=OTHER, help="Say nothing but errors.")], False),
    "debug": (Annotated[bool, _option("--debug", panel=OTHER, help="Show the trace of an error.")], False),
    "version": (
        Annotated[
            bool,
            typer.Option(
                "--version",
                callback=_show_version,
                is_eager=True,
                rich_help_panel=OTHER,
                help="Show the version and exit.",
                show_default=False,
            ),
        ],
        False,
    ),
}
"""Name of the argument to its annotation and default."""


def command(run: Callable[[Chosen], int]) -> Callable[..., int]:
    """Return a function with one keyword argument per option, which hands what was given to ``run``."""

    def render(**given: Any) -> int:  # noqa: ANN401
        own = {name: given[name] for name in Chosen._fields if name in given}
        settings = {each.key: given[each.parameter] for each in SETTINGS}
        return run(Chosen(**own, tables=_nested(settings)))

    parameters = [_parameter(name, kind, default) for name, (kind, default) in OWN_ARGUMENTS.items()]
    parameters += [_parameter(setting.parameter, _annotation(setting), None) for setting in SETTINGS]
    parameters.sort(key=_panel)
    render.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    render.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return render


def _annotation(setting: Setting) -> Any:  # noqa: ANN401
    kind = bool if setting.metavar is None else str
    text = f"{setting.help} (default: {setting.default})" if setting.default else setting.help
    return Annotated[kind | None, _option(*setting.spellings, metavar=setting.metavar, panel=setting.panel, help=text)]


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _panel(parameter: inspect.Parameter) -> int:
    (info,) = parameter.annotation.__metadata__
    return PANELS.index(info.rich_help_panel) if info.rich_help_panel else -1


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Return dotted keys as tables, without those that are None."""
    tables: dict[str, Any] = {}
    for key, value in flat.items():
        *path, last = key.split(".")
        table = tables
        if value is not None:
            for name in path:
                table = table.setdefault(name, {})
            table[last] = value
    return tables
