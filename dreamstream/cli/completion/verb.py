"""The verb that prints the scripts."""

from typing import Annotated

import typer

from dreamstream.errors import UnknownNameError

_PRESETS = "presets"
"""What the scripts themselves ask for, whenever a preset is to be named."""


def completion(
    shell: Annotated[
        str, typer.Argument(metavar="bash|zsh|fish", help="The shell that is to read it.", show_default=False)
    ],
) -> None:
    """Print a script that completes the command line in a shell; save it where the shell reads it.

    bash: dreamstream completion bash > ~/.dreamstream.bash, and 'source ~/.dreamstream.bash' in ~/.bashrc.
    zsh: the same in ~/.zshrc, below compinit; or as _dreamstream in a folder of its fpath.
    fish: dreamstream completion fish > ~/.config/fish/completions/dreamstream.fish
    """
    if shell == _PRESETS:
        from dreamstream.preset import preset_names  # noqa: PLC0415 - keeps --help quick

        print(*preset_names(), sep="\n")
        return
    from dreamstream.cli.completion import bash, fish, zsh  # noqa: PLC0415
    from dreamstream.cli.completion.names import Names  # noqa: PLC0415
    from dreamstream.cli.completion.parsers import read_commands  # noqa: PLC0415
    from dreamstream.cli.main import parsers  # noqa: PLC0415 - it knows this verb, too

    scripts = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}
    if shell not in scripts:
        raise UnknownNameError("shell", shell, scripts)
    print(scripts[shell](read_commands(parsers()), Names.known()), end="")
