"""The script for zsh: its own ``_arguments`` knows how options are written."""

import re
import shlex
from collections.abc import Iterator, Sequence

from dreamstream.cli.completion.names import Names
from dreamstream.cli.completion.parsers import Command, Option

_SCRIPT = r"""#compdef dreamstream
# Completion for dreamstream, made by 'dreamstream completion zsh'.
_dreamstream_values() {
    local value model=motif i found=1
    for value; do
        case $value in
            @files) _files && found=0 ;;
            @presets) compadd -- ${(f)"$(_call_program presets ${(q)dreamstream} completion presets)"} && found=0 ;;
            @models) compadd -- %(models)s && found=0 ;;
            @distortions)
                compset -P '*,'
                compadd -S '' -- %(distortions)s && found=0
                ;;
            @layers)
                for ((i = 2; i < CURRENT; i++)); do
                    case $words[i] in
                        --model|-m) model=$words[i+1] ;;
                        --model=*) model=${words[i]#*=} ;;
                    esac
                done
                case $model in
%(layers)s
                esac
                ;;
            *) compadd -- $value && found=0 ;;
        esac
    done
    return found
}
_dreamstream() {
    local curcontext=$curcontext dreamstream=$words[1]
    local -a command=()
    if ((CURRENT == 2)) && [[ $words[2] != -* ]]; then
        local -a commands=(
%(verbs)s
        )
        _describe -t commands command commands
        _files
        return
    fi
    if ((CURRENT > 3)) && [[ "$words[2] $words[3]" == (%(pairs)s) ]]; then
        command=($words[2,3])
    elif ((CURRENT > 2)) && [[ $words[2] == (%(first)s) ]]; then
        command=($words[2])
    fi
    # A command's own words begin after its name.
    words=("$words[1]" "${(@)words[$#command+2,-1]}")
    ((CURRENT -= $#command))
    case "$command" in
%(arguments)s
    esac
}
if [[ $funcstack[1] == _dreamstream ]]; then
    _dreamstream "$@"
else
    compdef _dreamstream dreamstream
fi
"""


def script(commands: Sequence[Command], names: Names) -> str:
    """Return the script for these commands and names."""
    verbs = [command for command in commands if command.name]
    return _SCRIPT % {
        "models": " ".join(names.layers),
        "distortions": " ".join(names.distortions),
        "layers": "\n".join(
            f"{' ' * 20}{shlex.quote(model)}) compadd -- {shlex.join(layers)} && found=0 ;;"
            for model, layers in names.layers.items()
        ),
        "verbs": "\n".join(
            f"{' ' * 12}{shlex.quote(f'{verb.name}:{verb.help}')}" for verb in verbs if " " not in verb.name
        ),
        "pairs": "|".join(verb.name.replace(" ", r"\ ") for verb in verbs if " " in verb.name),
        "first": "|".join(verb.name for verb in verbs if " " not in verb.name),
        "arguments": "\n".join(map(_arguments, commands)),
    }


def _arguments(command: Command) -> str:
    specs = [spec for option in command.options for spec in _specs(option)]
    if command.values:
        specs.append(f"*: :{_action(command.values)}")
    lines = " \\\n".join(f"{' ' * 16}{shlex.quote(spec)}" for spec in specs)
    return f"        {shlex.quote(command.name)}) _arguments -S \\\n{lines} ;;"


def _specs(option: Option) -> Iterator[str]:
    """Yield the option as ``_arguments`` takes it, once for each spelling."""
    told = re.sub(r"([\[\]:\\])", r"\\\1", option.help)
    for spelling in option.spellings:
        if option.values is None:
            yield f"{spelling}[{told}]"
        else:
            yield f"*{spelling}{'=' if spelling.startswith('--') else '+'}[{told}]: :{_action(option.values)}"


def _action(values: Sequence[str]) -> str:
    # The blank at its beginning keeps further arguments away.
    return f" _dreamstream_values {' '.join(values)}" if values else " "
