"""A dreamer in the hands of a recipe's acts, and of whoever watches."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import torch

from dreamstream.dreaming import Budget, Dreamer
from dreamstream.frame import StreamInfo, to_pixels
from dreamstream.models import ModelCard
from dreamstream.network import Network
from dreamstream.network.preprocessing import from_network
from dreamstream.preview import Preview
from dreamstream.recipe import Recipe
from dreamstream.steering.helm import Helm
from dreamstream.steering.looks import Looks


@contextmanager
def steered(
    dreamer: Dreamer,
    recipe: Recipe,
    card: ModelCard,
    info: StreamInfo,
    preview: Preview | None,
    budget: Budget | None = None,
) -> Iterator[None]:
    """Let the acts of a complete recipe steer the dreamer meanwhile, and a preview's hands; its octaves are shown.

    A ``budget`` is kept, and what it leaves out is recorded like what hands do. A film that is to close to a loop can
    only be watched: what hands change would not come back.

    Raises:
        UsageError, ModelError: an act makes no sense, or not on this network.
    """
    if preview is not None:
        dreamer.watch = _showing_octaves(preview, dreamer.network)
    if recipe.dream.seamless or not (preview or recipe.act or budget):
        yield
        return
    with closing(Looks(recipe, card, dreamer.network, dreamer.settings, info)) as looks:
        hands = None if preview is None else preview.begin(recipe)
        dreamer.steering = Helm(looks, recipe.act or (), hands, dreamer.should_stop, budget)
        dreamer.meter = None if budget is None else budget.meter
        yield


def _showing_octaves(preview: Preview, network: Network) -> Callable[[torch.Tensor], None]:
    def show(data: torch.Tensor) -> None:
        if preview.wants_octave:
            preview.octave(to_pixels(from_network(data, network.mean_bgr)))

    return show
