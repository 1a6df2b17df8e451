"""``dreamstream completion SHELL``: a script that completes the command line, made from the parsers themselves.

All that is fixed stands in the script, so that a shell answers at once; only presets are asked for each time.
"""

from dreamstream.cli.completion.verb import completion

__all__ = ["completion"]
