"""The script for bash; bash-completion is not needed."""

import shlex
from collections.abc import Iterable, Sequence

from dreamstream.cli.completion.names import Names
from dreamstream.cli.completion.parsers import Command

_SCRIPT = r"""# Completion for dreamstream, made by 'dreamstream completion bash'.
_dreamstream() {
    local words=() list=() part n=-1 i command= model=motif word before options values names= prefix=
    # Bash cuts words at = and :, here they are whole again.
    for part in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        if ((n > 0)) && [[ $part == [=:]* || ${words[n]} == *[=:] ]]; then
            words[n]+=$part
        else
            words[++n]=$part
        fi
    done
    word=${words[n]} before=${words[n-1]}
    if ((n > 1)); then
        case ${words[1]} in
            %(verbs)s) command=${words[1]} ;;
        esac
    fi
    if ((n > 2)); then
        case "${words[1]} ${words[2]}" in
            %(pairs)s) command="${words[1]} ${words[2]}" ;;
        esac
    fi
    for ((i = 1; i < n; i++)); do
        case ${words[i]} in
            --model | -m) model=${words[i+1]} ;;
            --model=*) model=${words[i]#*=} ;;
        esac
    done
    if [[ $word == --*=* ]]; then
        before=${word%%%%=*} word=${word#*=}
    fi
    case $command in
%(options)s
    esac
    case "$command $before" in
%(values)s
    esac
    if [[ $values == @none ]]; then
        case $command in
%(arguments)s
        esac
        ((n > 1)) && [[ -z $command ]] && values=@files
        [[ $word == -* ]] && values=$options
    fi
    for part in $values; do
        case $part in
            @files) ;;
            @presets) names+=" $("${COMP_WORDS[0]}" completion presets 2>/dev/null)" ;;
            @models) names+=" %(models)s" ;;
            @distortions)
                prefix=${word%%"${word##*,}"}
                names+=" %(distortions)s"
                compopt -o nospace 2>/dev/null
                ;;
            @layers)
                case $model in
%(layers)s
                esac
                ;;
            *) names+=" $part" ;;
        esac
    done
    COMPREPLY=()
    # Not by compgen -W, which would run what a name has within $( ).
    read -r -d '' -a list <<< "$names"
    for part in "${list[@]}"; do
        [[ $prefix$part == "$word"* ]] && COMPREPLY+=("$prefix$part")
    done
    if [[ " $values " != *" @files "* ]]; then
        compopt +o default 2>/dev/null
    elif ((${#COMPREPLY[@]})); then
        compopt -o filenames 2>/dev/null
        while IFS= read -r part; do
            COMPREPLY+=("$part")
        done < <(compgen -f -- "$word")
    fi
    # Of what is cut, only the last piece is replaced.
    prefix=${word%%"${word##*[=:]}"}
    [[ -n $prefix ]] && COMPREPLY=("${COMPREPLY[@]#"$prefix"}")
    return 0
}
complete -o default -F _dreamstream dreamstream
"""


def script(commands: Sequence[Command], names: Names) -> str:
    """Return the script for these commands and names."""
    verbs = [command.name for command in commands if command.name]
    cases = [
        _case([f"{command.name} {each}" for each in option.spellings], f"values={_quoted(option.values)}")
        for command in commands
        for option in command.options
        if option.values is not None
    ]
    first = [name for name in verbs if " " not in name]
    return _SCRIPT % {
        "verbs": " | ".join(first),
        "pairs": " | ".join(shlex.quote(name) for name in verbs if " " in name),
        "options": "\n".join(_case([command.name], f"options={_quoted(_spellings(command))}") for command in commands),
        "values": "\n".join([*cases, "        *) values=@none ;;"]),
        "arguments": "\n".join(
            _case([command.name], f"values={_quoted((*command.values, *(() if command.name else first)))}", 12)
            for command in commands
        ),
        "models": " ".join(names.layers),
        "distortions": " ".join(names.distortions),
        "layers": "\n".join(
            _case([model], f"names+={_quoted(('', *layers))}", 20) for model, layers in names.layers.items()
        ),
    }


def _spellings(command: Command) -> Iterable[str]:
    return (each for option in command.options for each in option.spellings)


def _case(patterns: Iterable[str], does: str, indent: int = 8) -> str:
    return f"{' ' * indent}{' | '.join(map(shlex.quote, patterns))}) {does} ;;"


def _quoted(words: Iterable[str] | None) -> str:
    return shlex.quote(" ".join(words or ()))
