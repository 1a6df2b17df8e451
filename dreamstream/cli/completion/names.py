"""The names that a script holds: of models, their layers, and distortions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from dreamstream.caffe import load
from dreamstream.distortions import REGISTRY
from dreamstream.errors import DreamstreamError
from dreamstream.models import ModelCard, known_models
from dreamstream.models.layers import DEPTHS, convolutional_part


@dataclass(frozen=True)
class Names:
    """What can be named, as it is installed now."""

    layers: Mapping[str, tuple[str, ...]]
    """Model to what can be dreamed on: by depth, and by name."""
    distortions: tuple[str, ...]

    @classmethod
    def known(cls) -> Self:
        """Return all there are here, models of the user's own and effects of other packages included."""
        return cls({card.name: _layers(card) for card in known_models()}, tuple(REGISTRY))


def _layers(card: ModelCard) -> tuple[str, ...]:
    try:
        body = convolutional_part(load(card.prototxt))
    except DreamstreamError:
        # One broken model of the user's own is no reason to complete nothing.
        body = ()
    # Behind a colon --layer expects channels; what works in place shows what the layer before it shows.
    layers = (layer.name for layer in body if ":" not in layer.name and not set(layer.tops) & set(layer.bottoms))
    return tuple(dict.fromkeys((*DEPTHS, *card.layers, *layers)))
