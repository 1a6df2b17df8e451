"""The options that set one key of the recipe each: spelling, help, key. Nowhere else are they written down."""

from dreamstream.cli.settings.dream import DREAM_SETTINGS
from dreamstream.cli.settings.input import INPUT_SETTINGS
from dreamstream.cli.settings.network import NETWORK_SETTINGS
from dreamstream.cli.settings.output import OUTPUT_SETTINGS
from dreamstream.cli.settings.setting import DREAM, INPUT, NETWORK, OTHER, OUTPUT, PANELS, PREVIEW, Setting

__all__ = [
    "DREAM",
    "INPUT",
    "NETWORK",
    "OTHER",
    "OUTPUT",
    "OUTPUT_SETTINGS",
    "PANELS",
    "PREVIEW",
    "SETTINGS",
    "Setting",
    "normalized",
    "spelling",
]

SETTINGS = (*DREAM_SETTINGS, *INPUT_SETTINGS, *NETWORK_SETTINGS, *OUTPUT_SETTINGS)

_SPELLINGS = {setting.key: setting.spellings[0] for setting in SETTINGS}
_ALIASES = {alias: setting.spellings[0].removeprefix("--") for setting in SETTINGS for alias in setting.aliases}


def normalized(name: str) -> str:
    """Return an option's name (no dashes before it) as the tables spell it: octave_n is octaves."""
    hyphened = name.replace("_", "-")
    return _ALIASES.get(hyphened, hyphened)


def spelling(key: str) -> str:
    """Return the option that sets a recipe's dotted key, or the key itself where there is none."""
    return _SPELLINGS.get(key, key)
