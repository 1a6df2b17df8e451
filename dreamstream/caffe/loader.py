"""Caffe's two files as one NetworkSpec."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from dreamstream.caffe.fitting import fit_weights
from dreamstream.caffe.inputs import Shape, header_inputs, is_input, layer_inputs
from dreamstream.caffe.parameters import layer_params
from dreamstream.caffe.prototxt import read_prototxt
from dreamstream.caffe.records import Record, records_in_test_phase
from dreamstream.caffe.spec import LayerSpec, NetworkSpec, Weights
from dreamstream.caffe.weights import read_weights
from dreamstream.errors import WeightsError


def load(prototxt: str | os.PathLike[str], caffemodel: str | os.PathLike[str] | None = None) -> NetworkSpec:
    """Read a network as Caffe would run it in its TEST phase, with the caffemodel's weights where one is given.

    Either may be of any of Caffe's generations, and the prototxt text or binary: a caffemodel describes itself.
    A caffemodel's layer that the prototxt lacks is ignored, and a layer that the caffemodel lacks has no
    weights, as in Caffe. Raises PrototxtError or WeightsError, naming file, line, layer and blob.
    """
    parsed = read_prototxt(Path(prototxt))
    records = records_in_test_phase(parsed)
    inputs = header_inputs(parsed.net, parsed.path)
    _check_wiring(records, inputs)
    for record in records:
        if is_input(record.layer):
            inputs |= layer_inputs(record)
    weights = {} if caffemodel is None else read_weights(Path(caffemodel))
    layers = tuple(
        _layer(record, weights.get(record.layer.name, ()), caffemodel)
        for record in records
        if not is_input(record.layer)
    )
    return NetworkSpec(parsed.net.name, inputs, layers)


def _layer(record: Record, blobs: Sequence[Weights], caffemodel: str | os.PathLike[str] | None) -> LayerSpec:
    message = record.layer
    layer = LayerSpec(
        name=message.name,
        type=message.type,
        bottoms=tuple(message.bottom),
        tops=tuple(message.top),
        params=layer_params(message),
        line=record.line,
    )
    return replace(layer, weights=fit_weights(layer, blobs, partial(_misfit, record, caffemodel)))


def _misfit(record: Record, caffemodel: str | os.PathLike[str] | None, complaint: str) -> WeightsError:
    return WeightsError(f"{caffemodel}: layer '{record.layer.name}' {complaint} ({record.place})")


def _check_wiring(records: Iterable[Record], inputs: dict[str, Shape]) -> None:
    produced = set(inputs)
    names: dict[str, Record] = {}
    for record in records:
        layer = record.layer
        earlier = names.setdefault(layer.name, record)
        if earlier is not record and layer.name:
            raise record.error(f"has the name of the layer on line {earlier.line}")
        for bottom in layer.bottom:
            if bottom not in produced:
                raise record.error(f"reads blob '{bottom}', which nothing before it writes")
        for index, top in enumerate(layer.top):
            in_place = layer.bottom[index : index + 1] == [top]
            if top in produced and not in_place:
                raise record.error(f"writes blob '{top}' anew, which something before it already writes")
            produced.add(top)
