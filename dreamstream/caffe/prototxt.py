"""A prototxt's text as a NetParameter message, with the line on which each layer stands."""

import re
from dataclasses import dataclass
from pathlib import Path

from google.protobuf import text_format
from google.protobuf.message import DecodeError

from dreamstream.caffe.caffe_pb2 import DESCRIPTOR, NetParameter
from dreamstream.caffe.files import read_file
from dreamstream.errors import PrototxtError

_TOKEN = re.compile(r"""#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[{}<>]|[A-Za-z_]\w*""")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, eq=False)
class Prototxt:
    """A parsed prototxt."""

    path: Path
    net: NetParameter
    lines: tuple[int, ...]
    """Line of each ``layer`` (or ``layers``) record in the file's order, from 1."""


def read_prototxt(path: Path) -> Prototxt:
    """Read a prototxt; raise PrototxtError, with line and column where the grammar is broken."""
    text = _decode(read_file(path, PrototxtError), path)
    net = NetParameter()
    try:
        text_format.Parse(text, net)
    except text_format.ParseError as failure:
        raise _parse_error(failure, text, path) from failure
    if net.layer and net.layers:
        raise PrototxtError(f"{path} mixes 'layer' and 'layers' records, which Caffe does not read either")
    if not (net.layer or net.layers):
        raise PrototxtError(f"{path} describes no layers")
    return Prototxt(path, net, record_lines(text))


def record_lines(text: str) -> tuple[int, ...]:
    """Return the line, from 1, of the opening brace of every layer record in a well-formed prototxt."""
    lines: list[int] = []
    depth, field, line, position = 0, "", 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        token = match.group()
        if token in "{<":
            if depth == 0 and field in ("layer", "layers"):
                lines.append(line)
            depth += 1
        elif token in "}>":
            depth -= 1
        elif depth == 0 and token[0] not in "#\"'":
            field = token
    return tuple(lines)


def _decode(data: bytes, path: Path) -> str:
    if _CONTROL_BYTES.search(data):
        hint = "; it is a caffemodel: give the prototxt first, then the caffemodel" if _is_caffemodel(data) else ""
        raise PrototxtError(f"{path} is not a prototxt: it holds binary data, not text{hint}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Caffe takes any bytes in comments, and old files carry them in national encodings.
        return data.decode("latin-1")


def _is_caffemodel(data: bytes) -> bool:
    try:
        net = NetParameter.FromString(data)
    except DecodeError:
        return False
    return bool(net.layer or net.layers)


def _parse_error(failure: text_format.ParseError, text: str, path: Path) -> PrototxtError:
    line, column = failure.GetLine(), failure.GetColumn()
    message = str(failure).removeprefix(f"{line}:{column} : ").replace(f"{DESCRIPTOR.package}.", "").rstrip(".")
    place = ""
    if line is not None:
        # Some of protobuf's messages begin by quoting the whole line.
        message = message.removeprefix(f"'{text.split(chr(10))[line - 1]}': ")
        place = f", line {line}, column {column}"
    return PrototxtError(f"{path}{place}: {message}", line=line, column=column)
