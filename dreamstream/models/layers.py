"""From the way people write a layer to the network's own name for it."""

import re
from collections.abc import Mapping
from itertools import takewhile

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.errors import ModelError, UnknownNameError

DEPTHS = {"edges": 0.15, "textures": 0.3, "patterns": 0.45, "parts": 0.65, "objects": 0.85}
"""Alias to the share of a network's depth that it stands for, where the model names no layer of its own."""

JOINTS = ("Concat", "Eltwise")
"""Types of layers that join branches."""

_MODULE = re.compile(r"(?:inception|mixed)_?(?P<name>\d[a-z])(?P<rest>\W.*|_.*)?", re.IGNORECASE)


def resolve_layer(spec: NetworkSpec, aliases: Mapping[str, str], name: str) -> str:
    """Return the network's own name for ``name``.

    Accepted are layers and blobs as the network calls them, the model's aliases, the aliases by depth, and the
    spellings of other frameworks: ``inception_4c_output``, ``inception4c``, ``mixed4c`` for
    ``inception_4c/output``, capitals or not.

    Raises:
        UnknownNameError: nothing answers to it; names the nearest.
        ModelError: it is an alias by depth, and the network has no layers to measure depth by.
    """
    known = spec.end_names()
    if name in known:
        return name
    if name in aliases:
        return aliases[name]
    by_spelling = {_plain(end): end for end in reversed(known)}
    found = by_spelling.get(_plain(name)) or by_spelling.get(_plain(_output_of_module(name)))
    if found:
        return found
    if name in DEPTHS:
        return layer_at_depth(spec, DEPTHS[name])
    raise UnknownNameError("layer", name, (*known, *(aliases or DEPTHS)), hint=f" (network '{spec.name}')")


def layer_at_depth(spec: NetworkSpec, share: float) -> str:
    """Return the layer that lies ``share`` (0..1) of the way through the network's convolutional part.

    Where branches are joined only the joints count, elsewhere the layers with weights.

    Raises:
        ModelError: the network has neither.
    """
    body = convolutional_part(spec)
    joints = [layer.name for layer in body if layer.type in JOINTS]
    candidates = joints if len(joints) >= len(DEPTHS) else [layer.name for layer in body if layer.weights]
    if not candidates:
        raise ModelError(f"network '{spec.name}' has no layer with weights to measure depth by; name a layer instead")
    return candidates[min(int(share * len(candidates)), len(candidates) - 1)]


def convolutional_part(spec: NetworkSpec) -> tuple[LayerSpec, ...]:
    """Return the layers before the first that is fully connected or pools over the whole picture."""

    def ends_it(layer: LayerSpec) -> bool:
        return layer.type == "InnerProduct" or layer.params.get("global_pooling") is True

    return tuple(takewhile(lambda layer: not ends_it(layer), spec.layers))


def _plain(name: str) -> str:
    return re.sub(r"\W", "_", name).lower()


def _output_of_module(name: str) -> str:
    match = _MODULE.fullmatch(name)
    return f"inception_{match['name']}{match['rest'] or '_output'}" if match else name
