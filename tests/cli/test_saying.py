import pytest

from dreamstream.cli.saying import say


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[red]as it is[/red] :smile: 42", "[red]as it is[/red] :smile: 42\n"),
        ("no\n  such thing\n  ^", "no\n  such thing\n  ^\n"),
        ("\x1b]0;title\x07 \x1b[31mred\r\x00\x9b", "\\x1b]0;title\\x07 \\x1b[31mred\\x0d\\x00\\x9b\n"),
        ("long " * 100, "long " * 100 + "\n"),
    ],
)
def test_text_is_said_as_it_is_and_steers_no_terminal(log, text, said):
    say(log, text)
    assert log.file.getvalue() == said
