"""What is said to whoever gives no arguments, and in place of the parser's own sentences."""

import difflib
from collections.abc import Iterable

import typer

WELCOME = """\
Usage: dreamstream INPUT -o OUTPUT [OPTIONS]

Streams a picture or a video through DeepDream,
straight into a film.

  dreamstream photo.jpg -o dream.mp4
      an endless fall into the picture
  dreamstream photo.jpg -o dream.gif -p pond
      another look; 'dreamstream presets' lists them
  dreamstream clip.mp4 -o dream.mp4
      a video, with its sound
  dreamstream camera:0 --preview
      live, in a window

--plan says first how long it takes. Small and short
is quick: --size 320x --frames 48

'dreamstream --help' shows every option and command."""

_ELSEWHERE = {
    "-i": "the input needs none: dreamstream photo.jpg -o dream.mp4",
    "--input": "the input needs none: dreamstream photo.jpg -o dream.mp4",
    "--end": "--layer says where the dream looks, --to where the film ends",
    "--start": "--from says where the film begins",
    "--gpu": "write --device cuda",
    "--cpu": "write --device cpu",
    "--width": "write --size 640x",
    "--height": "write --size x360",
    "--scale": "write --size 640x360, or --octave-scale 1.4",
    "--speed": "--preset-speed is the encoder's, --fps the film's",
    "--list-presets": "write dreamstream presets",
    "--list-layers": "write dreamstream models layers motif",
    "--rotate": "write --distort rotate=1.5",
}
"""Options of other programs, and how the same is said here."""

_NEAR = 0.6
"""How like a name a word has to be to be meant for it, as difflib counts, 0..1."""


def sentence_of(error: typer.TyperException, program: str) -> str:
    """Return what the parser has to say as the rest of a sentence that says what to do, or nothing."""
    message = error.format_message().rstrip(".")
    if not message:
        return ""
    message = message[:1].lower() + message[1:]
    context: typer.Context | None = getattr(error, "ctx", None)
    place = context.command_path if context else program
    option: str | None = getattr(error, "option_name", None)
    if option and message.startswith("no such option"):
        message = f"no such option: {option}{_instead(option, getattr(error, 'possibilities', None) or ())}"
    elif place == "dreamstream presets" and message.startswith("no such command"):
        message += "; one preset is printed by 'dreamstream presets show NAME'"
    where = f"'{place} --help' lists what there is"
    return f"{message} ({where})" if message.endswith("?") else f"{message}; {where}"


def stray_word(arguments: list[str], verbs: Iterable[str], is_file: bool) -> str:
    """Return the sentence for a lone word that is neither a command nor a file, or nothing."""
    if len(arguments) != 1 or is_file or not arguments[0].isidentifier():
        return ""
    near = difflib.get_close_matches(arguments[0], list(verbs), n=1, cutoff=_NEAR)
    meant = f"did you mean 'dreamstream {near[0]}'?" if near else "'dreamstream --help' lists the commands"
    return f"there is no file and no command '{arguments[0]}'; {meant}"


def _instead(option: str, possible: Iterable[str]) -> str:
    if option in _ELSEWHERE:
        return f"; {_ELSEWHERE[option]}"
    near = difflib.get_close_matches(option, list(possible), n=2, cutoff=_NEAR)
    return "; did you mean " + " or ".join(near) + "?" if near else ""
