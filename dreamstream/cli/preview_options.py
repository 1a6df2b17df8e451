"""The options of the preview; they set no key of a recipe, for what they show is the same film."""

from typing import Annotated

from dreamstream.cli.settings import PREVIEW
from dreamstream.cli.signature import Arguments, option

PREVIEW_ARGUMENTS: Arguments = {
    "preview": (
        Annotated[
            bool,
            option(
                "--preview",
                panel=PREVIEW,
                help="Show the dream in a window while it is dreamed, and steer it with the keys that are told there; "
                "needs no -o.",
            ),
        ],
        False,
    ),
    "preview_to": (
        Annotated[
            str | None,
            option(
                "--preview-to",
                metavar="window|terminal|URL",
                panel=PREVIEW,
                help="Show it in a window, in this terminal, or at http://HOST:PORT to a browser: http://127.0.0.1:8090.",
            ),
        ],
        None,
    ),
    "preview_octaves": (
        Annotated[bool, option("--preview-octaves", panel=PREVIEW, help="Show unfinished frames too, as they grow.")],
        False,
    ),
    "preview_required": (
        Annotated[
            bool,
            option("--preview-required", panel=PREVIEW, help="Do nothing where there is nothing to show it on."),
        ],
        False,
    ),
    "fullscreen": (
        Annotated[bool, option("--fullscreen", panel=PREVIEW, help="Let the window fill the screen.")],
        False,
    ),
}
