"""The script for fish."""

from collections.abc import Iterable, Sequence

from dreamstream.cli.completion.names import Names
from dreamstream.cli.completion.parsers import FILES, Command, Option

_SCRIPT = r"""# Completion for dreamstream, made by 'dreamstream completion fish'.
function __dreamstream_is --argument-names command
    set -l words (commandline -opc)
    set -l found ''
    contains -- "$words[2]" %(verbs)s; and set found $words[2]
    contains -- "$words[2] $words[3]" %(pairs)s; and set found "$words[2] $words[3]"
    test "$found" = "$command"
end
function __dreamstream_names
    set -l words (commandline -opc)
    for kind in $argv
        switch $kind
            case @presets
                command $words[1] completion presets 2>/dev/null
            case @models
                printf '%%s\n' %(models)s
            case @distortions
                set -l typed (string replace -r '^--[a-z-]+=' '' -- (commandline -ct))
                set -l before (string match -r '.*,' -- $typed; or echo '')
                printf '%%s\n' $before%(distortions)s
            case @layers
                set -l model motif
                for i in (seq 2 (count $words))
                    switch $words[$i]
                        case --model -m
                            test $i -lt (count $words); and set model $words[(math $i + 1)]
                        case '--model=*'
                            set model (string replace -- --model= '' $words[$i])
                    end
                end
                switch $model
%(layers)s
                end
            case '*'
                echo $kind
        end
    end
end
complete -c dreamstream -e
%(completions)s
"""


def script(commands: Sequence[Command], names: Names) -> str:
    """Return the script for these commands and names."""
    verbs = [command for command in commands if command.name]
    first = [verb for verb in verbs if " " not in verb.name]
    lines = [
        f"complete -c dreamstream -n '__dreamstream_is \"\"; and test (count (commandline -opc)) -eq 1' "
        f"-a {verb.name} -d {_quoted(verb.help)}"
        for verb in first
    ]
    lines += [line for command in commands for line in _completions(command)]
    return _SCRIPT % {
        "verbs": " ".join(verb.name for verb in first),
        "pairs": " ".join(_quoted(verb.name) for verb in verbs if " " in verb.name),
        "models": " ".join(names.layers),
        "distortions": f"{{{','.join(names.distortions)}}}",
        "layers": "\n".join(
            f"{' ' * 20}case {_quoted(model)}\n{' ' * 24}printf '%s\\n' {' '.join(map(_quoted, layers))}"
            for model, layers in names.layers.items()
        ),
        "completions": "\n".join(lines),
    }


def _completions(command: Command) -> Iterable[str]:
    beginning = f"complete -c dreamstream -n '__dreamstream_is \"{command.name}\"'"
    yield f"{beginning} {_named(command.values)}"
    for option in command.options:
        taking = "" if option.values is None else f" -r {_named(option.values)}"
        yield f"{beginning} {_spelled(option)}{taking} -d {_quoted(option.help)}"


def _spelled(option: Option) -> str:
    return " ".join(
        f"-l {each.removeprefix('--')}" if each.startswith("--") else f"-s {each.removeprefix('-')}"
        for each in option.spellings
    )


def _named(values: Sequence[str]) -> str:
    asked = " ".join(each for each in values if each != FILES)
    names = f" -a '(__dreamstream_names {asked})'" if asked else ""
    return f"{'-F' if FILES in values else '-f'}{names}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
