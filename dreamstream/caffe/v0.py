"""V0 records, Caffe's first: ``layers { layer { type: "conv" kernelsize: 3 } bottom: "a" top: "b" }``, in today's form.

What becomes of every field is what Caffe's own upgrade_proto.cpp makes of it, except that it goes on after a
field that the type does not take.
"""

from collections.abc import Callable, Sequence

from google.protobuf.message import Message

from dreamstream.caffe.caffe_pb2 import LayerParameter, V1LayerParameter
from dreamstream.caffe.parameters import own_field
from dreamstream.errors import PrototxtError

_TYPES: dict[str, tuple[str, frozenset[str]]] = {
    name: (today, frozenset(fields.split()))
    for name, today, fields in (
        ("accuracy", "Accuracy", ""),
        ("bnll", "BNLL", ""),
        ("concat", "Concat", "concat_dim"),
        ("conv", "Convolution", "num_output biasterm weight_filler bias_filler pad kernelsize group stride"),
        ("data", "Data", "source batchsize rand_skip"),
        ("dropout", "Dropout", "dropout_ratio"),
        ("euclidean_loss", "EuclideanLoss", ""),
        ("flatten", "Flatten", ""),
        ("hdf5_data", "HDF5Data", "source batchsize"),
        ("hdf5_output", "HDF5Output", "hdf5_output_param"),
        ("im2col", "Im2col", ""),
        ("images", "ImageData", "source batchsize rand_skip shuffle_images new_height new_width"),
        ("infogain_loss", "InfogainLoss", "source"),
        ("innerproduct", "InnerProduct", "num_output biasterm weight_filler bias_filler"),
        ("lrn", "LRN", "local_size alpha beta k"),
        ("multinomial_logistic_loss", "MultinomialLogisticLoss", ""),
        ("pool", "Pooling", "pool pad kernelsize stride"),
        ("relu", "ReLU", ""),
        ("sigmoid", "Sigmoid", ""),
        ("softmax", "Softmax", ""),
        ("softmax_loss", "SoftmaxWithLoss", ""),
        ("split", "Split", ""),
        ("tanh", "TanH", ""),
        (
            "window_data",
            "WindowData",
            "source batchsize det_fg_threshold det_bg_threshold det_fg_fraction det_context_pad det_crop_mode",
        ),
    )
}
"""V0's type to today's and to the fields, in V0's names, that it takes."""

_RENAMED = {
    "biasterm": "bias_term",
    "kernelsize": "kernel_size",
    "batchsize": "batch_size",
    "shuffle_images": "shuffle",
    "det_fg_threshold": "fg_threshold",
    "det_bg_threshold": "bg_threshold",
    "det_fg_fraction": "fg_fraction",
    "det_context_pad": "context_pad",
    "det_crop_mode": "crop_mode",
}
_TRANSFORM = {"scale": "scale", "meanfile": "mean_file", "cropsize": "crop_size", "mirror": "mirror"}
_OF_EVERY_TYPE = frozenset({"name", "type", "blobs", "blobs_lr", "weight_decay"})

Complain = Callable[[int, str], PrototxtError]


def upgraded(records: Sequence[V1LayerParameter], error: Complain) -> list[tuple[int, LayerParameter]]:
    """Return the records of a V0 file in today's form, each with its index among ``records``.

    Padding layers are gone, their pads in the layers that read them. A type that Caffe does not know stays as it
    is, without parameters. Raises ``error``, given index and complaint, for a record that mixes V0 with what came
    later, a field that the type does not take, or padding that no convolution or pooling reads.
    """
    for index, record in enumerate(records):
        later = [field.name for field, _ in record.ListFields() if field.name not in ("layer", "bottom", "top")]
        if later:
            raise error(index, f"has '{later[0]}' beside records of Caffe's first format (V0), which has no such field")
    return [(index, _upgraded(record, index, error)) for index, record in _without_padding(records, error)]


def _without_padding(records: Sequence[V1LayerParameter], error: Complain) -> list[tuple[int, V1LayerParameter]]:
    padding: dict[str, V1LayerParameter | None] = {}
    rest = []
    for index, record in enumerate(records):
        sources = [source for source in map(padding.get, record.bottom) if source is not None]
        is_padding = record.layer.type == "padding"
        if sources and (record.layer.type not in ("conv", "pool") or len(record.bottom) > 1):
            raise error(index, f"reads padding '{sources[0].layer.name}', as only a single-bottom conv or pool may")
        if is_padding and (len(record.bottom), len(record.top)) != (1, 1):
            raise error(index, f"pads {len(record.bottom)} blobs into {len(record.top)}; padding takes one into one")
        if not is_padding:
            rest.append((index, _padded(record, sources[0]) if sources else record))
        padding |= dict.fromkeys(record.top, record if is_padding else None)
    return rest


def _padded(record: V1LayerParameter, padding: V1LayerParameter) -> V1LayerParameter:
    padded = V1LayerParameter(layer=record.layer, bottom=padding.bottom, top=record.top)
    padded.layer.pad = padding.layer.pad
    return padded


def _upgraded(record: V1LayerParameter, index: int, error: Complain) -> LayerParameter:
    old = record.layer
    today, taken = _TYPES.get(old.type, (old.type, None))
    layer = LayerParameter(name=old.name, type=today, bottom=record.bottom, top=record.top)
    own = own_field(today) or ""
    for field, value in old.ListFields():
        name = field.name
        if name in _TRANSFORM:
            _set(layer.transform_param, _TRANSFORM[name], value)
        elif taken is not None and name not in _OF_EVERY_TYPE:
            if name not in taken:
                raise error(index, f"has a {name}, which no layer of type {old.type} takes")
            _set(layer if name == own else getattr(layer, own), _RENAMED.get(name, name), value)
    return layer


def _set(message: Message, name: str, value: object) -> None:
    if isinstance(value, Message):
        getattr(message, name).CopyFrom(value)
    elif message.DESCRIPTOR.fields_by_name[name].is_repeated:
        getattr(message, name).append(value)
    else:
        setattr(message, name, value)
