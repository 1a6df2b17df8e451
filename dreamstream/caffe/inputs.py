"""A network's inputs: the header's, the Input layers', and the data layers' that fed it in training."""

from pathlib import Path

from dreamstream.caffe.caffe_pb2 import BlobShape, DummyDataParameter, LayerParameter, NetParameter
from dreamstream.caffe.parameters import own_field
from dreamstream.caffe.records import Record
from dreamstream.caffe.v1 import TYPES
from dreamstream.errors import PrototxtError

Shape = tuple[int, ...]

_UNKNOWN: Shape = ()


def is_input(layer: LayerParameter) -> bool:
    """Return whether a layer brings blobs in instead of computing them.

    That is every layer without bottoms but those of the types that Caffe itself computes: besides Caffe's data
    layers those of its forks, such as ``AnnotatedData``, and those written in Python.
    """
    if layer.type == "Input":
        return True
    if layer.bottom or not layer.top:
        return False
    computed = own_field(layer.type) is not None or layer.type in TYPES.values()
    return not computed or layer.type.endswith("Data") or layer.type == "Python"


def header_inputs(net: NetParameter, path: Path) -> dict[str, Shape]:
    """Return the blobs of ``input:`` and their ``input_shape`` or ``input_dim``; raise PrototxtError."""
    names = tuple(net.input)
    if len(set(names)) < len(names):
        raise PrototxtError(f"{path} declares an input twice")
    if net.input_shape:
        shapes = [tuple(shape.dim) for shape in net.input_shape]
    elif net.input_dim:
        dims = tuple(net.input_dim)
        shapes = [dims[start : start + 4] for start in range(0, len(dims), 4)]
        if len(dims) % 4:
            raise PrototxtError(f"{path} has {len(dims)} input_dim values; every input takes four")
    else:
        shapes = [_UNKNOWN] * len(names)
    if len(shapes) != len(names):
        raise PrototxtError(f"{path} has {len(names)} inputs but {len(shapes)} input shapes")
    for name, shape in zip(names, shapes, strict=True):
        if min(shape, default=0) < 0:
            raise PrototxtError(f"{path} gives input '{name}' a negative size")
    return dict(zip(names, shapes, strict=True))


def layer_inputs(record: Record) -> dict[str, Shape]:
    """Return the blobs that an input layer brings in, and their shapes where the record tells them.

    Raises PrototxtError when an Input layer's shapes do not fit its tops.
    """
    layer = record.layer
    tops = tuple(layer.top)
    if layer.type in ("Input", "DummyData"):
        shapes = list(_listed_shapes(layer))
        if len(shapes) == 1:
            shapes *= len(tops)
        if shapes and len(shapes) != len(tops):
            raise record.error(f"has {len(tops)} tops but {len(shapes)} shapes")
        if any(size < 0 for shape in shapes for size in shape):
            raise record.error("has a negative size")
    else:
        shapes = [_data_shape(layer)]
    shapes += [_UNKNOWN] * (len(tops) - len(shapes))
    return dict(zip(tops, shapes, strict=False))


def _listed_shapes(layer: LayerParameter) -> list[Shape]:
    shapes: list[BlobShape]
    if layer.type == "Input":
        shapes = list(layer.input_param.shape)
    else:
        shapes = list(layer.dummy_data_param.shape)
        if not shapes:
            return _four_numbers(layer.dummy_data_param)
    return [tuple(shape.dim) for shape in shapes]


def _four_numbers(dummy: DummyDataParameter) -> list[Shape]:
    columns = (dummy.num, dummy.channels, dummy.height, dummy.width)
    return [tuple(shape) for shape in zip(*columns, strict=False)]


def _data_shape(layer: LayerParameter) -> Shape:
    """Shape of a data layer's first blob; a database keeps its own sizes, so it is often unknown here."""
    if layer.type == "MemoryData":
        memory = layer.memory_data_param
        return _cropped((memory.batch_size, memory.channels, memory.height, memory.width), layer, 0)
    if layer.type == "ImageData":
        image = layer.image_data_param
        channels = 3 if image.is_color else 1
        return _cropped((image.batch_size, channels, image.new_height, image.new_width), layer, image.crop_size)
    if layer.type == "Data":
        data = layer.data_param
        channels = _stated_channels(layer)
        return _cropped((data.batch_size, channels, 0, 0), layer, data.crop_size)
    return _UNKNOWN


def _stated_channels(layer: LayerParameter) -> int:
    transform = layer.transform_param
    if transform.force_gray:
        return 1
    if transform.force_color or layer.data_param.force_encoded_color or len(transform.mean_value) == 3:
        return 3
    return 0


def _cropped(shape: tuple[int, int, int, int], layer: LayerParameter, old_crop_size: int) -> Shape:
    crop = layer.transform_param.crop_size or old_crop_size
    known = (*shape[:2], crop, crop) if crop else shape
    return known if all(known) else _UNKNOWN
