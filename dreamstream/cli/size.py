"""A picture's size as people give it to a command that makes no recipe of it."""

from dreamstream.errors import UsageError


def read_size(text: str) -> tuple[int, int]:
    """Return ``640x360`` as (width, height) in pixels; raises UsageError where it is no such size."""
    from dreamstream.sizes import parse_size  # noqa: PLC0415 - keeps --help quick

    try:
        return parse_size(text)
    except ValueError as error:
        raise UsageError(f"--size: {error}") from error
