"""The layers of a network that are worth a look."""

from collections.abc import Iterable

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.models.layers import JOINTS, convolutional_part


def landmarks(spec: NetworkSpec, named: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the layers that show what each stage of the network sees, in the network's order.

    They are those through which everything must pass that see more than a point (joints of branches, and
    convolutions of more than 1x1), convolutions that end a branch of their own, and those ``named``. The network
    needs its weights.
    """
    body = convolutional_part(spec)
    trunk = _trunk(spec)
    read = {bottom for layer in spec.layers for bottom in layer.bottoms if bottom not in layer.tops}
    chosen = set(named)
    for layer in body:
        if layer.name not in trunk:
            chosen.update([layer.name] if _shows_itself(layer) and read.isdisjoint(layer.tops) else [])
        elif layer.type in JOINTS or _sees_more_than_a_point(layer):
            chosen.update([layer.name] if _is_only_way(layer, body, trunk) else [])
    return _dreamable(layer.name for layer in spec.layers if layer.name in chosen)


def every_layer(spec: NetworkSpec) -> tuple[str, ...]:
    """Return every layer of the convolutional part that computes something of its own: joints, and those with weights.

    Layers that only finish another's value in place (ReLU, Scale) show what that one shows.
    """
    return _dreamable(layer.name for layer in convolutional_part(spec) if layer.type in JOINTS or _shows_itself(layer))


def _dreamable(names: Iterable[str]) -> tuple[str, ...]:
    # Behind a colon the command line expects channels.
    return tuple(name for name in names if ":" not in name)


def _shows_itself(layer: LayerSpec) -> bool:
    return bool(layer.weights) and layer.tops != layer.bottoms


def _sees_more_than_a_point(layer: LayerSpec) -> bool:
    return _shows_itself(layer) and any(side > 1 for side in layer.weights[0].shape[2:])


def _trunk(spec: NetworkSpec) -> set[str]:
    """Return the layers that the network's last one depends on."""
    wanted = {top for layer in spec.layers[-1:] for top in layer.tops}
    names = set()
    for layer in reversed(spec.layers):
        if not wanted.isdisjoint(layer.tops):
            wanted.update(layer.bottoms)
            names.add(layer.name)
    return names


def _is_only_way(layer: LayerSpec, body: tuple[LayerSpec, ...], trunk: set[str]) -> bool:
    """Tell whether all that is computed after a layer is computed from its value alone."""
    place = body.index(layer)
    earlier = {top for each in body[:place] for top in each.tops} - set(layer.tops)
    return not any(bottom in earlier for each in body[place + 1 :] if each.name in trunk for bottom in each.bottoms)
