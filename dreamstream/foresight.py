"""Whether every number that changes will be in its range, found out before the first frame."""

from dreamstream.distortions import Chain, Scheduled
from dreamstream.distortions.randomness import branched
from dreamstream.frame import Moment, StreamInfo
from dreamstream.recipe import Recipe
from dreamstream.schedule import Changing, Scope

_MOST_FRAMES = 10_000
"""Looking further ahead would take seconds."""


def check_schedules(recipe: Recipe, info: StreamInfo) -> None:
    """Compute a complete recipe's schedules at all frames of a still's film, whose moments are known beforehand.

    A video's are not, nor what a dream that evolves will be distorted by, nor which of a list of distortions in
    another distortion will be in use; these are found out when their time has come.

    Raises:
        UsageError: one has no value at a frame, or one out of its range; names both.
    """
    if not info.is_still:
        return
    numbers = [
        value for table in (recipe.dream, recipe.dream.lock) for _, value in table if isinstance(value, Changing)
    ]
    chain = Chain(() if recipe.evolve.on else recipe.distort or ())
    scheduled = [(place, each) for place, each in enumerate(chain) if isinstance(each, Scheduled)]
    for index in range(min(info.frame_count or 0, _MOST_FRAMES) if numbers or scheduled else 0):
        moment = Moment(index, index / info.rate, recipe.dream.seed or 0, info.frame_count)
        for number in numbers:
            number.at(Scope.at(moment, info.width, info.height))
        for place, each in scheduled:
            each.at(Scope.at(branched(moment, place), info.width, info.height))
