"""A prototxt, be it text or binary, as a NetParameter message, with what the message can't hold."""

import difflib
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from google.protobuf import text_format
from google.protobuf.message import DecodeError

from dreamstream.caffe.binary import read_binary
from dreamstream.caffe.caffe_pb2 import DESCRIPTOR, NetParameter
from dreamstream.caffe.files import read_file, text_of
from dreamstream.caffe.scanner import ForeignField, scan
from dreamstream.errors import PrototxtError

_logger = logging.getLogger("dreamstream")

_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_UNKNOWN_FIELD = re.compile(r'Message type "(\w+)" has no field named "(\w+)"')
_LONGEST_COMPLAINT = 200


@dataclass(frozen=True, eq=False)
class Prototxt:
    """A parsed prototxt."""

    path: Path
    net: NetParameter
    """The network without what only a fork of Caffe knows; holds either ``layer`` or ``layers`` records."""
    lines: tuple[int, ...] = ()
    """Line of each record in the file's order, from 1; empty where the file is binary."""
    foreign_types: Mapping[int, str] = field(default_factory=dict)
    """Types of ``layers`` records that only a fork of Caffe knows, by the record's index."""


def read_prototxt(path: Path) -> Prototxt:
    """Read a prototxt in text or binary form, a caffemodel's own description included.

    Fields of the network and of layer records that only a fork of Caffe knows are left out, with a warning.
    Raises PrototxtError, with line and column where a text's grammar is broken.
    """
    data = read_file(path, PrototxtError)
    prototxt = _binary(data, path) if _CONTROL_BYTES.search(data) else _text(text_of(data), path)
    if prototxt.net.layer and prototxt.net.layers:
        raise PrototxtError(f"{path} mixes 'layer' and 'layers' records, which Caffe does not read either")
    if not (prototxt.net.layer or prototxt.net.layers):
        raise PrototxtError(f"{path} describes no layers")
    return prototxt


def _binary(data: bytes, path: Path) -> Prototxt:
    try:
        net, foreign_types = read_binary(data, path)
    except DecodeError as failure:
        raise PrototxtError(
            f"{path} is not a prototxt: it holds binary data, not text, and is no whole caffemodel either"
        ) from failure
    return Prototxt(path, net, foreign_types=foreign_types)


def _text(text: str, path: Path) -> Prototxt:
    scanned = scan(text)
    net = NetParameter()
    try:
        text_format.Parse(scanned.text, net)
    except text_format.ParseError as failure:
        raise _parse_error(failure, scanned.text, path) from failure
    _warn(scanned.foreign_fields, path)
    return Prototxt(path, net, scanned.lines, scanned.foreign_types)


def _warn(fields: tuple[ForeignField, ...], path: Path) -> None:
    # Reversed, so that of every name the first stays.
    for each in reversed({each.name: each for each in reversed(fields)}.values()):
        place = f"of a layer of type {each.layer_type}" if each.layer_type else "of the network"
        _logger.warning(
            "%s, line %d: the field '%s' %s is not Caffe's own and is left out", path, each.line, each.name, place
        )


def _parse_error(failure: text_format.ParseError, text: str, path: Path) -> PrototxtError:
    line, column = failure.GetLine(), failure.GetColumn()
    message = str(failure).removeprefix(f"{line}:{column} : ").replace(f"{DESCRIPTOR.package}.", "").rstrip(".")
    place = ""
    if line is not None:
        # Some of protobuf's messages begin by quoting the whole line.
        message = message.removeprefix(f"'{text.split(chr(10))[line - 1]}': ")
        place = f", line {line}, column {column}"
    if len(message) > _LONGEST_COMPLAINT:
        message = f"{message[:_LONGEST_COMPLAINT]}..."
    return PrototxtError(f"{path}{place}: {message}{_suggestion(message)}", line=line, column=column)


def _suggestion(message: str) -> str:
    unknown = _UNKNOWN_FIELD.fullmatch(message)
    if unknown is None:
        return ""
    known = DESCRIPTOR.message_types_by_name[unknown[1]].fields_by_name
    near = difflib.get_close_matches(unknown[2], known, n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
