"""A NetworkSpec as Caffe's two files."""

import os
from pathlib import Path

import numpy as np
from google.protobuf import text_format

from dreamstream.caffe.caffe_pb2 import BlobShape, InputParameter, LayerParameter, NetParameter
from dreamstream.caffe.files import LARGEST_BYTES, replace_file
from dreamstream.caffe.parameters import set_layer_params
from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError


def save(
    spec: NetworkSpec,
    prototxt: str | os.PathLike[str],
    caffemodel: str | os.PathLike[str] | None = None,
    *,
    force_backward: bool = False,
) -> None:
    """Write a network in today's records, which the original Caffe loads; weights only where asked for.

    Parameters that equal Caffe's defaults are left out. With ``force_backward`` the original takes a gradient back to
    the input, which it otherwise does for a loss alone. Each file appears whole or not at all. Raises ModelError for
    a parameter that Caffe does not know, or when a file can't be written.
    """
    net = NetParameter(name=spec.name, force_backward=force_backward or None)
    taken = {layer.name for layer in spec.layers}
    for name, shape in spec.inputs.items():
        net.layer.append(_input_record(name, shape, taken))
    net.layer.extend(_record(layer) for layer in spec.layers)
    text = text_format.MessageToString(net, as_utf8=True)
    if caffemodel is not None:
        if 4 * sum(weights.size for layer in spec.layers for weights in layer.weights) > LARGEST_BYTES:
            raise ModelError(f"{caffemodel} would be larger than 2 GB, which no Caffe file can be")
        _add_weights(net, spec)
        replace_file(Path(caffemodel), net.SerializeToString())
    replace_file(Path(prototxt), text.encode())


def _input_record(name: str, shape: tuple[int, ...], taken: set[str]) -> LayerParameter:
    layer_name = name
    while layer_name in taken:
        layer_name += "_input"
    taken.add(layer_name)
    shapes = [BlobShape(dim=shape)] if shape else []
    return LayerParameter(
        name=layer_name, type="Input", top=[name], input_param=InputParameter(shape=shapes) if shapes else None
    )


def _record(layer: LayerSpec) -> LayerParameter:
    record = LayerParameter(name=layer.name, type=layer.type, bottom=layer.bottoms, top=layer.tops)
    set_layer_params(record, layer.params)
    return record


def _add_weights(net: NetParameter, spec: NetworkSpec) -> None:
    for record, layer in zip(net.layer[len(spec.inputs) :], spec.layers, strict=True):
        for weights in layer.weights:
            blob = record.blobs.add()
            blob.shape.dim.extend(weights.shape)
            # Protobuf takes a memoryview's numbers several times faster than an array's.
            blob.data.extend(np.ascontiguousarray(weights, dtype=np.float32).reshape(-1).data)
