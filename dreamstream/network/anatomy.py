"""What a network is made of, layer by layer: shapes, receptive fields and the work up to each; needs no weights."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dreamstream.caffe.spec import NetworkSpec
from dreamstream.network.flop import flop_of
from dreamstream.network.reach import PIXEL, Reach, reach_of
from dreamstream.network.shapes import Shape, TracedLayer, trace


@dataclass(frozen=True)
class LayerAnatomy:
    """One layer; what can't be known of it is None."""

    name: str
    type: str
    shape: Shape | None
    """Of its first top; empty where it makes none."""
    reach: Reach | None
    """Receptive field and stride in pixels of the input."""
    flop: int | None
    """Floating point operations of one forward run up to this layer, only what it needs, as ``flop_of`` counts."""
    parameters: int | None
    """Its weights and biases, counted by their geometry where no caffemodel was read."""

    @property
    def channels(self) -> int | None:
        """Return the number of its channels; None where the shape has none or is not known."""
        return self.shape[1] if self.shape and len(self.shape) > 1 else None


@dataclass(frozen=True)
class _Blob:
    """A blob as the last layer left it."""

    reach: Reach | None = None
    needed: int = 0
    """The layers that make it, bit by bit. Sets as numbers join in no time, however many layers there are."""
    flop: int | None = None


def anatomy(spec: NetworkSpec, shape: Sequence[int]) -> tuple[LayerAnatomy, ...]:
    """Return every layer in order, for a first input of ``shape``, (1, C, H, W).

    Not known is what depends on another input, does not fit this one, or comes after a layer of a type that
    dreamstream does not compute. A fully connected layer without weights fits anything; ``with_weights_for`` ties
    it to a size.
    """
    blobs = {name: _Blob(PIXEL, flop=0) for name in list(spec.inputs)[:1]}
    own: list[int] = []
    layers = []
    for index, traced in enumerate(trace(spec, shape)):
        bottoms = [blobs.get(name, _Blob()) for name in traced.layer.bottoms]
        flop = flop_of(traced)
        own.append(flop or 0)
        made = _Blob(
            reach_of(traced.layer, [bottom.reach for bottom in bottoms]),
            _union(bottoms) | 1 << index,
            None if flop is None else _total(bottoms, own, flop),
        )
        blobs.update(dict.fromkeys(traced.layer.tops, made))
        layers.append(_described(traced, made))
    return tuple(layers)


def _described(traced: TracedLayer, made: _Blob) -> LayerAnatomy:
    layer, shape = traced.layer, None if traced.tops is None else next(iter(traced.tops), ())
    parameters = sum(blob.size for blob in layer.weights)
    is_known = bool(layer.weights) or shape is not None
    return LayerAnatomy(layer.name, layer.type, shape, made.reach, made.flop, parameters if is_known else None)


def _union(bottoms: Sequence[_Blob]) -> int:
    union = 0
    for bottom in bottoms:
        union |= bottom.needed
    return union


def _total(bottoms: Sequence[_Blob], own: Sequence[int], flop: int) -> int | None:
    """Return the work for all the bottoms, what they share counted once, and ``flop`` more."""
    totals = [bottom.flop for bottom in bottoms if bottom.flop is not None]
    if not totals or len(totals) < len(bottoms):
        return None
    # Only what the most expensive bottom does not share is added up, which in real networks is a branch of a module.
    most = totals.index(max(totals))
    rest = _union(bottoms) & ~bottoms[most].needed
    return totals[most] + sum(own[index] for index in _bits(rest)) + flop


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
