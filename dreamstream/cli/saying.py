"""How a line is said on stderr."""

from rich.console import Console

_WRITTEN_OUT = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print ``text`` as it is, whatever the terminal's width, with what would steer the terminal written out: \\x1b.

    It holds names that come from files of strangers.
    """
    console.print(text.translate(_WRITTEN_OUT), style=style, markup=False, emoji=False, highlight=False, soft_wrap=True)
