"""A network's description out of a binary file: a serialized prototxt, or the layers that a caffemodel records."""

from collections.abc import Mapping
from pathlib import Path

from google.protobuf.message import DecodeError, Message
from google.protobuf.unknown_fields import UnknownFieldSet

from dreamstream.caffe.caffe_pb2 import (
    LayerParameter,
    LayerShell,
    NetParameter,
    NetShell,
    V1LayerParameter,
    V1LayerShell,
)
from dreamstream.caffe.files import text_of
from dreamstream.caffe.forks import FORK_NUMBERS
from dreamstream.caffe.parameters import own_field
from dreamstream.caffe.v1 import TYPES
from dreamstream.errors import PrototxtError

_LENGTH_DELIMITED = 2
_CROP_FIELD = "transform_param"
"""Besides its own parameters what tells a data layer's shape."""
_NUMBERS = {field.name: field.number for field in LayerParameter.DESCRIPTOR.fields}
_V1_NUMBERS = {field.name: field.number for field in V1LayerParameter.DESCRIPTOR.fields}


def read_binary(data: bytes, path: Path) -> tuple[NetParameter, dict[int, str]]:
    """Return the network and, by their index, the types of ``layers`` records that only a fork of Caffe knows.

    Weights are left out. Of a layer's parameters only those of its own type are taken, from ``field_numbers``,
    because forks give Caffe's other numbers to messages of their own. Raises DecodeError when the data are no
    network at all, PrototxtError when a layer's parameters can't be read.
    """
    shell = NetShell.FromString(data)
    _decode_strings(shell)
    net = NetParameter(
        name=shell.name,
        input=shell.input,
        input_shape=shell.input_shape,
        input_dim=shell.input_dim,
        state=shell.state if shell.HasField("state") else None,
    )
    net.layer.extend(_record(layer, path) for layer in shell.layer)
    net.layers.extend(_v1_record(old, path) for old in shell.layers)
    if _is_trained(shell):
        # What wrote the weights had obeyed the rules already: there are just the layers that it ran.
        for record in (*net.layer, *net.layers):
            record.ClearField("include")
            record.ClearField("exclude")
    foreign = {index: old.type for index, old in enumerate(shell.layers) if old.type and old.type not in TYPES}
    return net, {index: f"V1 type {number}" for index, number in foreign.items()}


def field_numbers(layer_type: str) -> tuple[int, ...]:
    """Return the numbers of the LayerParameter fields that may hold a layer type's own parameters."""
    field = own_field(layer_type)
    forks = (number for _, number in FORK_NUMBERS.get(layer_type, ()))
    return () if field is None else (_NUMBERS[field], *forks)


def _is_trained(shell: NetShell) -> bool:
    return any(layer.blobs for layer in shell.layer) or any(old.blobs or old.layer.blobs for old in shell.layers)


def _record(shell: LayerShell, path: Path) -> LayerParameter:
    record = LayerParameter(type=shell.type)
    _fill_common(record, shell)
    names = dict.fromkeys(field_numbers(record.type), own_field(record.type) or "")
    _take_parameters(record, shell, names if shell.bottom else names | {_NUMBERS[_CROP_FIELD]: _CROP_FIELD}, path)
    return record


def _v1_record(shell: V1LayerShell, path: Path) -> V1LayerParameter:
    record = V1LayerParameter(type=V1LayerParameter.LayerType.Name(shell.type) if shell.type in TYPES else None)
    _fill_common(record, shell)
    if shell.HasField("layer"):
        record.layer.CopyFrom(shell.layer)
        record.layer.ClearField("blobs")
    names = (own_field(TYPES.get(shell.type, "")), None if shell.bottom else _CROP_FIELD)
    _take_parameters(record, shell, {_V1_NUMBERS[name]: name for name in names if name in _V1_NUMBERS}, path)
    return record


def _fill_common(record: LayerParameter | V1LayerParameter, shell: LayerShell | V1LayerShell) -> None:
    if shell.name:
        record.name = shell.name
    record.bottom.extend(shell.bottom)
    record.top.extend(shell.top)
    record.include.extend(shell.include)
    record.exclude.extend(shell.exclude)


def _take_parameters(
    record: LayerParameter | V1LayerParameter,
    shell: LayerShell | V1LayerShell,
    names: Mapping[int, str],
    path: Path,
) -> None:
    """Merge the shell's unknown fields of these numbers into the record's fields of these names."""
    fields = UnknownFieldSet(shell)
    for unknown in (fields[index] for index in range(len(fields))):
        name = names.get(unknown.field_number)
        if name is None or unknown.wire_type != _LENGTH_DELIMITED:
            continue
        try:
            getattr(record, name).MergeFromString(unknown.data)
        except DecodeError as failure:
            raise PrototxtError(f"{path}: the {name} of layer '{record.name}' can't be read") from failure
        _decode_strings(getattr(record, name))


def _decode_strings(message: Message) -> None:
    """Make text of every string that is not UTF-8, which protobuf would give as bytes and not take back."""
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE and field.name != "blobs":
            for inner in value if field.is_repeated else (value,):
                _decode_strings(inner)
        elif field.type == field.TYPE_STRING and field.is_repeated:
            value[:] = map(text_of, value)
        elif isinstance(value, bytes):
            setattr(message, field.name, text_of(value))
