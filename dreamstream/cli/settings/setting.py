"""One option that sets one key of the recipe, and the panels that options are shown in."""

from typing import NamedTuple

OUTPUT, DREAM, INPUT, PREVIEW, NETWORK, OTHER = PANELS = ("Output", "Dream", "Input", "Preview", "Network", "Other")
"""Groups of options, in the order of --help."""


class Setting(NamedTuple):
    """One option that sets one key of the recipe."""

    key: str
    """Dotted name in the recipe: ``dream.step_size``."""
    spellings: tuple[str, ...]
    metavar: str | None
    """None for a switch."""
    help: str
    panel: str
    default: str = ""
    """In words; empty where the help says it."""
    aliases: tuple[str, ...] = ()
    """Other spellings that are understood, without dashes and with hyphens."""
    off: str = ""
    """The spelling that switches a switch off, where there is one."""

    @property
    def parameter(self) -> str:
        """Name of the value among the command's arguments."""
        return self.key.replace(".", "__")
