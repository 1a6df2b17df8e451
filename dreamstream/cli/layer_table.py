"""A network's layers as a table; imports PyTorch."""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import groupby

from rich.table import Table
from rich.text import Text

from dreamstream import caffe
from dreamstream.caffe.spec import NetworkSpec
from dreamstream.errors import ModelError
from dreamstream.models import ModelCard, resolve_layer
from dreamstream.models.layers import DEPTHS
from dreamstream.network.anatomy import LayerAnatomy, anatomy
from dreamstream.network.layers import REGISTRY
from dreamstream.network.reach import PIXEL
from dreamstream.network.shapes import Shape, with_weights_for

_USUAL_SIZE = (640, 360)
_ENDS = frozenset({"Convolution", "Deconvolution", "Pooling", "Concat", "Eltwise"})
"""Layer types that are worth dreaming on, and what joins the branches of a module."""


def layer_table(card: ModelCard, size: tuple[int, int] | None, *, show_all: bool, draws: bool) -> Table:
    """Return the input and the layers of a model in order, one row each, for a picture of ``size``, (width, height).

    Unless given, the size is 640x360, or the input's declared one where more layers fit that. Without ``show_all``
    only layers worth dreaming on are in it. ``draws`` puts brackets around modules.

    Raises:
        PrototxtError: the model's file can't be read.
    """
    spec = caffe.load(card.prototxt)
    spec = with_weights_for(spec, _declared(spec) or _sized(spec, _USUAL_SIZE))
    shape, layers = _anatomy(spec, size)
    aliases = _aliases(spec, card)
    shown = [layer for layer in layers if show_all or layer.name in aliases or _is_end(layer)]
    start = LayerAnatomy(next(iter(spec.inputs), "?"), "Input", shape, PIXEL, flop=0, parameters=0)
    return _table([start, *shown], aliases, draws)


def _declared(spec: NetworkSpec) -> Shape:
    """Return the shape that the file gives the first input, for one picture; empty where it gives none."""
    shape = next(iter(spec.inputs.values()), ())
    return (1, *shape[1:]) if shape else ()


def _sized(spec: NetworkSpec, size: tuple[int, int]) -> Shape:
    declared = _declared(spec)
    return (1, declared[1] if len(declared) == 4 else 3, size[1], size[0])


def _anatomy(spec: NetworkSpec, size: tuple[int, int] | None) -> tuple[Shape, tuple[LayerAnatomy, ...]]:
    shapes = [_sized(spec, size or _USUAL_SIZE)]
    if size is None and _declared(spec):
        shapes.append(_declared(spec))
    found = [(shape, anatomy(spec, shape)) for shape in shapes]
    return max(found, key=lambda each: sum(layer.shape is not None for layer in each[1]))


def _aliases(spec: NetworkSpec, card: ModelCard) -> dict[str, str]:
    """Return the layers that other words mean too for this model, and those words."""
    aliases: dict[str, list[str]] = {}
    for alias in dict.fromkeys((*card.layers, *DEPTHS)):
        with suppress(ModelError):
            aliases.setdefault(resolve_layer(spec, card.layers, alias), []).append(alias)
    return {layer: ", ".join(words) for layer, words in aliases.items()}


def _is_end(layer: LayerAnatomy) -> bool:
    # One that nothing computes is shown because it explains the question marks after it.
    return layer.type in _ENDS or layer.type not in REGISTRY


def _table(layers: Sequence[LayerAnatomy], aliases: Mapping[str, str], draws: bool) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("  layer" if draws else "layer")
    table.add_column("type")
    for heading in ("channels", "size", "sees px", "stride px", "GFLOP"):
        table.add_column(heading, justify="right")
    table.add_column("alias")
    for guide, layer in zip(_guides(layers), layers, strict=True):
        alias = aliases.get(layer.name, "")
        name = Text.assemble((guide if draws else "", "dim"), (layer.name, "bold" if alias else ""))
        flop = "?" if layer.flop is None else f"{layer.flop / 1e9:.2f}"
        table.add_row(name, layer.type, *_shape(layer), *_reach(layer), flop, Text(alias, "bold"))
    return table


def _guides(layers: Sequence[LayerAnatomy]) -> Iterator[str]:
    """Yield what stands before each name: a bracket around the layers of one module, ``inception_4c/...``."""
    for module, members in groupby(layers, lambda layer: layer.name.rpartition("/")[0].partition("/")[0]):
        count = len(list(members))
        if module and count > 1:
            yield from ("╭ ", *("│ ",) * (count - 2), "╰ ")
        else:
            yield from ("  ",) * count


def _shape(layer: LayerAnatomy) -> tuple[str, str]:
    """Return channels and width x height; '-' for what the shape lacks, '?' where it is not known."""
    if layer.shape is None:
        return "?", "?"
    channels = "-" if layer.channels is None else str(layer.channels)
    return channels, "x".join(str(side) for side in reversed(layer.shape[2:])) or "-"


def _reach(layer: LayerAnatomy) -> tuple[str, str]:
    """Return receptive field and stride, each one number where both sides are the same, else width x height."""
    if layer.reach is None:
        return "?", "?"
    if not layer.reach.size:
        return "all", "-"
    return _sides([Fraction(math.ceil(side)) for side in layer.reach.size]), _sides(layer.reach.stride)


def _sides(sides: Sequence[Fraction]) -> str:
    return "x".join(str(side) for side in dict.fromkeys(reversed(sides)))
