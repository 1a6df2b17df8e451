"""What everything has in common that tells of long work, on stderr."""

from types import TracebackType
from typing import Self

from rich.console import Console

from dreamstream.cli.saying import say


class Reporter:
    """Says lines unless quiet; what it draws ends with the context."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        # A terminal by its own word: rich would also believe FORCE_COLOR, in a log file too.
        self._draws = console.file.isatty() and not console.is_dumb_terminal

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def say(self, text: str) -> None:
        """Print a line, unless quiet."""
        if not self._quiet:
            say(self._console, text)

    def stop(self) -> None:
        """Leave what is drawn as it is; harmless when repeated."""
