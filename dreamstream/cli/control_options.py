"""The options of controllers; they set no key of a recipe, for what is done with them becomes its acts."""

from typing import Annotated

from dreamstream.cli.settings import PREVIEW
from dreamstream.cli.signature import Arguments, option

CONTROL_ARGUMENTS: Arguments = {
    "osc": (
        Annotated[
            str | None,
            option(
                "--osc",
                metavar="HOST:PORT",
                panel=PREVIEW,
                help="Let OSC steer the dream: 127.0.0.1:9000 or 9000 for this machine alone, 0.0.0.0:9000 for all; "
                "'dreamstream controls' lists the addresses.",
            ),
        ],
        None,
    ),
    "midi": (
        Annotated[
            str | None,
            option(
                "--midi",
                metavar="NAME",
                panel=PREVIEW,
                help="Let a MIDI controller steer it, named in part, or first; needs --controls. "
                "'dreamstream controls' lists what is connected.",
            ),
        ],
        None,
    ),
    "controls": (
        Annotated[
            str | None,
            option(
                "--controls",
                metavar="FILE",
                panel=PREVIEW,
                help="A TOML file that says which knob, pad or OSC address does what; "
                "'dreamstream controls learn FILE' writes one.",
            ),
        ],
        None,
    ),
}
