"""Comments of films: the tag 'comment', or several where the container's tags are short."""

import re
from collections.abc import Mapping

_PIECE_CHARACTERS = 250
"""FFmpeg reads at most 1023 bytes of a tag of NUT and FLV; a character has up to 4."""
_PIECE = re.compile(r"comment_\d{3}", re.IGNORECASE)

LONG_TAGS, SHORT_TAGS = ("mp4", "mov", "matroska", "webm"), ("nut", "flv")
"""The containers that keep tags, by FFmpeg's names of their muxers."""


def tags_of(container: str, text: str) -> dict[str, str]:
    """Return the tags that carry a comment in a container; none where it keeps no such tags, or ``text`` is empty."""
    if not text or container not in (*LONG_TAGS, *SHORT_TAGS):
        return {}
    if container in LONG_TAGS:
        return {"comment": text}
    starts = range(0, len(text), _PIECE_CHARACTERS)
    return {f"comment_{at // _PIECE_CHARACTERS:03}": text[at : at + _PIECE_CHARACTERS] for at in starts}


def comment_in(tags: Mapping[str, str]) -> str | None:
    """Return the comment that a container's tags carry; None where there is none."""
    pieces = [tags[name] for name in sorted(tags, key=str.lower) if _PIECE.fullmatch(name)]
    whole = [text for name, text in tags.items() if name.lower() == "comment"]
    return "".join(pieces) or next(iter(whole), None)


def without_comment(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that carry no comment."""
    return {name: text for name, text in tags.items() if name.lower() != "comment" and not _PIECE.fullmatch(name)}
