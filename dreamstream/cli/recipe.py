"""The recipe that a file carries: printed, and its look taken for another input."""

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from dreamstream.errors import UsageError

if TYPE_CHECKING:
    from dreamstream.recipe import Recipe


def show_recipe(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A film or picture that dreamstream made.")],
) -> None:
    """Print the recipe that a film or picture carries, as TOML.

    --like FILE renders its look on another input; saved as a file,
    --preset FILE.toml takes it with all it says of input and output.
    """
    from dreamstream.embedded import read_text  # noqa: PLC0415 - keeps --help quick

    print(read_text(file), end="")


def look_like(file: str, user: "Recipe") -> "Recipe":
    """Return the look of the recipe that a file carries, or that a TOML file is, with the user's laid over it.

    A notice says which files it names: they are opened as they are here, and may be a stranger's idea.

    Raises:
        UsageError: the file can't be read or carries no recipe, that makes no sense, its acts name files, or its model
            is not here.
    """
    from dreamstream.embedded import read_tables  # noqa: PLC0415
    from dreamstream.look import files_named, look_of, presets_by_path  # noqa: PLC0415
    from dreamstream.models import find_model  # noqa: PLC0415
    from dreamstream.recipe import Recipe  # noqa: PLC0415

    look = look_of(read_tables(file))
    if by_path := presets_by_path(look):
        raise UsageError(f"{file} has acts that read a preset from {by_path[0]!r}; acts of --like name presets only")
    if named := files_named(look):
        # With what would steer the terminal written out.
        names = ", ".join(map(repr, named))
        logging.getLogger("dreamstream").warning("the recipe of %s names files, which are used: %s", file, names)
    under = Recipe.parse(look, file)
    recipe = under.merge(user)
    if under.model.name is not None and recipe.model.name == under.model.name:
        try:
            find_model(under.model.name)
        except UsageError as error:
            raise UsageError(f"the model of {file} is not here: {error} (--model takes another)") from error
    return recipe
