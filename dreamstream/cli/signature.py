"""A command's signature made from tables: its own arguments, and the options that set a recipe's keys."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any, TypeAlias

import typer
from rich.markup import escape

from dreamstream.cli.settings import PANELS, Setting

Arguments: TypeAlias = Mapping[str, tuple[Any, Any]]
"""Name of an argument to its annotation and default."""


def option(*spellings: str, metavar: str | None = None, panel: str, help: str) -> Any:  # noqa: ANN401
    """Return an option that shows no default, and no type where it is a switch, which has no ``metavar``."""
    # Its brackets would be taken for markup.
    text = escape(help)
    return typer.Option(*spellings, metavar=metavar or "", rich_help_panel=panel, help=text, show_default=False)


def signed(function: Callable[..., int], own: Arguments, settings: Iterable[Setting]) -> Callable[..., int]:
    """Give ``function``, which takes any keyword, one for each argument and setting, in the order of the panels."""
    parameters = [_parameter(name, kind, default) for name, (kind, default) in own.items()]
    parameters += [_parameter(setting.parameter, _annotation(setting), None) for setting in settings]
    parameters.sort(key=_panel)
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    function.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return function


def tables_of(given: Mapping[str, Any], settings: Iterable[Setting]) -> dict[str, Any]:
    """Return the values of ``settings`` in what a command was given as nested tables, without those not set."""
    tables: dict[str, Any] = {}
    for setting in settings:
        *path, last = setting.key.split(".")
        table = tables
        value = given[setting.parameter]
        if value is not None:
            for name in path:
                table = table.setdefault(name, {})
            table[last] = value
    return tables


def _annotation(setting: Setting) -> Any:  # noqa: ANN401
    kind = bool if setting.metavar is None else str
    text = f"{setting.help} (default: {setting.default})" if setting.default else setting.help
    first, *others = setting.spellings
    spellings = (f"{first}/{setting.off}" if setting.off else first, *others)
    return Annotated[kind | None, option(*spellings, metavar=setting.metavar, panel=setting.panel, help=text)]


def _parameter(name: str, annotation: Any, default: Any) -> inspect.Parameter:  # noqa: ANN401
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _panel(parameter: inspect.Parameter) -> int:
    (info,) = parameter.annotation.__metadata__
    return PANELS.index(info.rich_help_panel) if info.rich_help_panel else -1
