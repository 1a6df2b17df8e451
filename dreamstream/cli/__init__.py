"""The command line: arguments in, one library call, text on stderr, an exit code."""

from dreamstream.cli.main import main

__all__ = ["main"]
