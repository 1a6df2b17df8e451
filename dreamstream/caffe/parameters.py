"""A layer's parameter message as the plain mapping that LayerSpec carries, and back."""

from collections.abc import Mapping
from typing import cast

from google.protobuf.message import Message

from dreamstream.caffe.caffe_pb2 import LayerParameter
from dreamstream.caffe.spec import Value
from dreamstream.errors import ModelError

PARAMETER_FIELDS: Mapping[str, str] = {
    field.message_type.name.removesuffix("Parameter"): field.name
    for field in LayerParameter.DESCRIPTOR.fields
    if field.name.endswith("_param") and field.message_type is not None
}
"""The field that holds a layer type's own parameters: ``BatchNorm`` to ``batch_norm_param``."""

_BORROWED_FIELDS = {
    "ConvolutionDepthwise": "convolution_param",
    "Deconvolution": "convolution_param",
    "DepthwiseConvolution": "convolution_param",
    "Im2col": "convolution_param",
    "LSTM": "recurrent_param",
    "RNN": "recurrent_param",
    "SoftmaxWithLoss": "softmax_param",
}


def layer_params(layer: LayerParameter) -> dict[str, Value]:
    """Return a layer's own parameters in the form that LayerSpec.params documents; empty where its type has none."""
    message = _own_message(layer)
    return {} if message is None else _mapping(message)


def set_layer_params(layer: LayerParameter, params: Mapping[str, Value]) -> None:
    """Set a layer's own parameters, leaving out what equals Caffe's default.

    Raises ModelError for a name that the layer's type does not have, or a value that does not fit it.
    """
    message = _own_message(layer)
    if not params:
        return
    if message is None:
        raise ModelError(f"layer '{layer.name}': Caffe has no parameters for the type {layer.type}")
    try:
        filled = type(message)(**_without_defaults(message, params))
    except (AttributeError, TypeError, ValueError) as failure:
        raise ModelError(f"layer '{layer.name}' ({layer.type}) can't be written: {failure}") from failure
    if not filled.IsInitialized():
        raise ModelError(f"layer '{layer.name}' ({layer.type}) lacks a parameter that Caffe requires")
    if filled.ByteSize():
        message.CopyFrom(filled)


def own_field(layer_type: str) -> str | None:
    """Return the name of the field that holds a layer type's own parameters; None where Caffe has none for it."""
    return PARAMETER_FIELDS.get(layer_type) or _BORROWED_FIELDS.get(layer_type)


def _own_message(layer: LayerParameter) -> Message | None:
    field = own_field(layer.type)
    return None if field is None else cast(Message, getattr(layer, field))


def _mapping(message: Message) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for field in message.DESCRIPTOR.fields:
        content = getattr(message, field.name)
        if field.is_repeated:
            values[field.name] = tuple(_mapping(item) if isinstance(item, Message) else item for item in content)
        elif isinstance(content, Message):
            if message.HasField(field.name):
                values[field.name] = _mapping(content)
        elif field.has_default_value or message.HasField(field.name):
            names = field.enum_type.values_by_number if field.enum_type is not None else None
            values[field.name] = content if names is None else names[content].name
    return values


def _without_defaults(message: Message, values: Mapping[str, Value]) -> dict[str, Value]:
    defaults = _mapping(message)
    return {
        name: _without_defaults(getattr(message, name), value) if isinstance(value, Mapping) else value
        for name, value in values.items()
        if name not in defaults or value != defaults[name]
    }
