"""A dreamer in the hands of a recipe's acts, and of whoever watches."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import torch

from dreamstream.dreaming import Budget, Dreamer
from dreamstream.errors import Stopped
from dreamstream.frame import Frame, StreamInfo, to_pixels
from dreamstream.models import ModelCard
from dreamstream.network import Network
from dreamstream.network.preprocessing import from_network
from dreamstream.pipeline import Dream
from dreamstream.preview import Preview
from dreamstream.recipe import Recipe
from dreamstream.steering.hands import Hands
from dreamstream.steering.helm import Helm
from dreamstream.steering.looks import Looks


@contextmanager
def steered(
    dreamer: Dreamer,
    recipe: Recipe,
    card: ModelCard,
    info: StreamInfo,
    hands: Hands,
    budget: Budget | None = None,
) -> Iterator[None]:
    """Let the acts of a complete recipe steer the dreamer meanwhile, and hands.

    A ``budget`` is kept, and what it leaves out is recorded like what hands do.

    Raises:
        UsageError, ModelError: an act makes no sense, or not on this network.
    """
    with closing(Looks(recipe, card, dreamer.network, dreamer.settings, info)) as looks:
        dreamer.steering = Helm(looks, recipe.act or (), hands, dreamer.should_stop, budget)
        dreamer.meter = None if budget is None else budget.meter
        yield


def without_lost(dream: Dream, hands: Hands) -> Dream:
    """Return ``dream`` made to tell hands of a frame that is not in the film, for it was stopped in the middle."""

    def dreamed(frame: Frame) -> Frame:
        try:
            return dream(frame)
        except Stopped:
            hands.lose(frame.index)
            raise

    return dreamed


def showing_octaves(preview: Preview, network: Network) -> Callable[[torch.Tensor], None]:
    """Return what shows every octave of a dream, as ``Dreamer.watch``."""

    def show(data: torch.Tensor) -> None:
        if preview.wants_octave:
            preview.octave(to_pixels(from_network(data, network.mean_bgr)))

    return show
