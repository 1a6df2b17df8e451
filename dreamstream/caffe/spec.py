"""A Caffe network as plain frozen data: what the prototxt says, with the caffemodel's arrays attached."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from dreamstream.errors import ModelError

Value: TypeAlias = "bool | int | float | str | tuple[Value, ...] | Mapping[str, Value]"
"""A parameter's value: a message is a mapping, a repeated field a tuple, an enum its name in capitals, a real
number always a float."""

T = TypeVar("T")

Weights: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class LayerSpec:
    """One layer: its name, type, blobs in and out, parameters and weights."""

    name: str
    type: str
    """The type in the new records' spelling, whatever the file used: ``Convolution``, ``ReLU``."""
    bottoms: tuple[str, ...] = ()
    """Names of the blobs it reads."""
    tops: tuple[str, ...] = ()
    """Names of the blobs it writes; one that is also a bottom is written in place."""
    params: Mapping[str, Value] = field(default_factory=dict)
    """The type's own parameter message (``convolution_param`` ...) with Caffe's defaults filled in.

    A singular field without a default that the file does not set is absent; a repeated field never is.
    """
    weights: tuple[Weights, ...] = ()
    """The caffemodel's blobs, float32, in the file's shapes; empty when no caffemodel was read."""
    line: int | None = None
    """Line of the record in the prototxt, from 1, where known."""

    def integer(self, name: str, default: int | None = None) -> int:
        """Return a whole-number parameter; ``default`` where the file sets none."""
        return _parameter(self, name, int, default)

    def number(self, name: str, default: float | None = None) -> float:
        """Return a real parameter; ``default`` where the file sets none."""
        return _parameter(self, name, float, default)

    def flag(self, name: str, default: bool | None = None) -> bool:
        """Return a true-or-false parameter; ``default`` where the file sets none."""
        return _parameter(self, name, bool, default)

    def choice(self, name: str, default: str | None = None) -> str:
        """Return an enum parameter's name in capitals; ``default`` where the file sets none."""
        return _parameter(self, name, str, default)

    def integers(self, name: str) -> tuple[int, ...]:
        """Return a repeated whole-number parameter, empty where the file sets none."""
        values: tuple[Value, ...] = _parameter(self, name, tuple, ())
        return tuple(each for each in values if isinstance(each, int))

    def __contains__(self, name: str) -> bool:
        return name in self.params


@dataclass(frozen=True, eq=False)
class NetworkSpec:
    """A whole network."""

    name: str
    inputs: Mapping[str, tuple[int, ...]]
    """Input blobs and their declared shapes, in the file's order; an undeclared shape is empty."""
    layers: tuple[LayerSpec, ...]
    """In the file's order, which is the order of computation; input layers are in ``inputs`` instead."""

    def blob_names(self) -> tuple[str, ...]:
        """Return every blob's name, inputs first, in order of first appearance."""
        names = dict.fromkeys(self.inputs)
        for layer in self.layers:
            names.update(dict.fromkeys(layer.tops))
        return tuple(names)

    def end_names(self) -> tuple[str, ...]:
        """Return every name that ``end`` may be: layers and blobs, in order of appearance."""
        names = dict.fromkeys(self.inputs)
        for layer in self.layers:
            names[layer.name] = None
            names.update(dict.fromkeys(layer.tops))
        return tuple(names)


def _parameter(layer: LayerSpec, name: str, kind: type[T], default: T | None) -> T:
    value: object = layer.params.get(name, default)
    if not isinstance(value, kind):
        raise ModelError(f"layer '{layer.name}' ({layer.type}) needs {name}, got {value!r}")
    return value
