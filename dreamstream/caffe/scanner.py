"""One pass over a prototxt's text: where its records stand, and which of its fields only a fork of Caffe knows."""

import difflib
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from dreamstream.caffe.caffe_pb2 import LayerParameter, NetParameter, V0LayerParameter, V1LayerParameter

# Strings are spelled without a choice inside their repetition, for which the matcher would keep state per character.
_TOKEN = re.compile(
    r"""#[^\n]*|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|[][{}<>:,;]|[^][{}<>:,;#"'\s]+"""
)
_NAME = re.compile(r"[A-Za-z_]\w*")
_CLOSERS = {"{": "}", "<": ">", "[": "]"}

_NET_FIELDS = frozenset(NetParameter.DESCRIPTOR.fields_by_name)
_LAYER_FIELDS = frozenset(LayerParameter.DESCRIPTOR.fields_by_name)
_V1_FIELDS = frozenset(V1LayerParameter.DESCRIPTOR.fields_by_name)
_V0_FIELDS = frozenset(V0LayerParameter.DESCRIPTOR.fields_by_name)
_RECORD_FIELDS = {"layer": _LAYER_FIELDS, "layers": _V1_FIELDS}
_V1_TYPES = frozenset(V1LayerParameter.LayerType.keys())

_LIKE_A_TYPO = 0.85


@dataclass(frozen=True)
class ForeignField:
    """A field of the network or of a layer record that Caffe itself does not have."""

    name: str
    line: int
    """From 1."""
    layer_type: str
    """As the record spells it; empty outside of layers."""


@dataclass(frozen=True)
class Scan:
    """What the scanner found; as far as the text's first fault, which is for the parser to tell."""

    text: str
    """The text with every foreign field and type overwritten by spaces, so that all else stands where it stood."""
    lines: tuple[int, ...]
    """Line, from 1, of the opening brace of every layer record."""
    foreign_fields: tuple[ForeignField, ...]
    foreign_types: dict[int, str]
    """Types in ``layers`` records that Caffe's enum does not have, by the record's index."""


def scan(text: str) -> Scan:
    """Scan a prototxt's text, in time that grows with its length alone."""
    scanner = _Scanner(text)
    scanner.scan_net()
    foreign_fields = tuple(scanner.foreign_fields)
    return Scan(_blanked(text, scanner.blanks), tuple(scanner.lines), foreign_fields, scanner.foreign_types)


class _Scanner:
    def __init__(self, text: str) -> None:
        found = [match for match in _TOKEN.finditer(text) if match.group()[0] != "#"]
        self.tokens = [match.group() for match in found]
        self.spans = [match.span() for match in found]
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.closers = _closers(self.tokens)
        self.lines: list[int] = []
        self.blanks: list[tuple[int, int]] = []
        self.foreign_fields: list[ForeignField] = []
        self.foreign_types: dict[int, str] = {}

    def scan_net(self) -> None:
        for name, value, past in self._fields(0, len(self.tokens)):
            field = self.tokens[name]
            if field in _RECORD_FIELDS:
                for opener in self._messages(value):
                    self.lines.append(self._line(opener))
                    self._scan_record(opener, _RECORD_FIELDS[field])
            elif _is_foreign(field, _NET_FIELDS):
                self._leave_out(name, past, "")

    def _scan_record(self, opener: int, known: frozenset[str]) -> None:
        foreign, layer_type = [], ""
        for name, value, past in self._fields(opener + 1, self.closers[opener]):
            field = self.tokens[name]
            if field == "type":
                layer_type = self.tokens[value]
                if known is _V1_FIELDS and _NAME.fullmatch(layer_type) and layer_type not in _V1_TYPES:
                    self.foreign_types[len(self.lines) - 1] = layer_type
                    self._blank(name, past)
            elif field == "layer" and known is _V1_FIELDS and value in self.closers:
                self._scan_record(value, _V0_FIELDS)
            elif _is_foreign(field, known):
                foreign.append((name, past))
        for name, past in foreign:
            self._leave_out(name, past, layer_type.strip("\"'"))

    def _fields(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield every field from ``start`` on, as the tokens of its name, of its value and of what follows it."""
        name = start
        while name + 2 < end and _NAME.fullmatch(self.tokens[name]):
            value = name + 1 + (self.tokens[name + 1] == ":")
            past = self._past_value(value, end)
            if past is None or (value == name + 1 and value not in self.closers):
                return
            if past < end and self.tokens[past] in ",;":
                past += 1
            yield name, value, past
            name = past

    def _past_value(self, value: int, end: int) -> int | None:
        """Return the first token after a value; None where it is none or has no end."""
        if value in self.closers:
            return self.closers[value] + 1
        if value >= end or self.tokens[value] in "{}<>[]:,;":
            return None
        past = value + 1
        # Strings that follow each other are one.
        while past < end and self._is_string(value) and self._is_string(past):
            past += 1
        return past

    def _messages(self, value: int) -> Iterator[int]:
        """Yield the opening brace of the message, or of every message of the list, that a value is."""
        if self.tokens[value] != "[":
            if value in self.closers:
                yield value
            return
        opener, end = value + 1, self.closers[value]
        while opener < end and opener in self.closers:
            yield opener
            opener = self.closers[opener] + 2

    def _leave_out(self, name: int, past: int, layer_type: str) -> None:
        self.foreign_fields.append(ForeignField(self.tokens[name], self._line(name), layer_type))
        self._blank(name, past)

    def _blank(self, first: int, past: int) -> None:
        self.blanks.append((self.spans[first][0], self.spans[past - 1][1]))

    def _line(self, token: int) -> int:
        return bisect_left(self.newlines, self.spans[token][0]) + 1

    def _is_string(self, token: int) -> bool:
        return self.tokens[token][0] in "\"'"


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    pieces, position = [], 0
    for start, end in sorted(spans):
        pieces += [text[position:start], re.sub(r"[^\n]", " ", text[start:end])]
        position = end
    return "".join([*pieces, text[position:]])


@lru_cache(maxsize=1024)
def _is_foreign(name: str, known: frozenset[str]) -> bool:
    # A record within another is a slip of braces.
    return name not in known and name not in _RECORD_FIELDS and not _is_typo(name, known)


def _is_typo(name: str, known: Collection[str]) -> bool:
    """Return whether an unknown field's name looks like one of ``known``, misspelt.

    Forks name theirs after Caffe's by adding a word, a digit or a first letter: ``roi_pooling_param``,
    ``convolution3d_param``, ``hswish_param``. Typing errors seldom do.
    """
    return any(_is_misspelt(name.removesuffix("_param"), other.removesuffix("_param")) for other in known)


def _is_misspelt(name: str, known: str) -> bool:
    if name[:1] != known[:1] or re.sub(r"\D", "", name) != re.sub(r"\D", "", known):
        return False
    return sorted(name) == sorted(known) or difflib.SequenceMatcher(None, name, known).ratio() >= _LIKE_A_TYPO


def _closers(tokens: list[str]) -> dict[int, int]:
    """Map every bracket that is closed properly to what closes it."""
    closers: dict[int, int] = {}
    open_brackets: list[int] = []
    for index, token in enumerate(tokens):
        if token in _CLOSERS:
            open_brackets.append(index)
        elif token in "}>]":
            if not open_brackets or _CLOSERS[tokens[open_brackets[-1]]] != token:
                break
            closers[open_brackets.pop()] = index
    return closers
