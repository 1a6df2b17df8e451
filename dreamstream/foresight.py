"""Whether every number that changes will be in its range, found out before the first frame."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from dreamstream.completion import for_stream
from dreamstream.distortions import Chain, Scheduled
from dreamstream.distortions.randomness import branched
from dreamstream.errors import SourceError, UsageError
from dreamstream.frame import Moment, StreamInfo
from dreamstream.recipe import Recipe
from dreamstream.schedule import Changing, Scope

_MOST_FRAMES = 10_000
"""Looking further ahead would take seconds."""
_MOST_CUTS = 32
"""In a row: where a scene begins nothing is carried on and so nothing distorted, and each cut has to stand out by half
from the changes before it, which at most differ by the whole range of grey levels."""


@dataclass
class _Effect:
    """A distortion whose numbers change; it counts the frames in a row at which it would have none."""

    place: int
    distortion: Scheduled
    patience: int
    """The longest row of such frames that is no error: they may be ones that are never distorted."""
    failed: int = 0
    error: UsageError | None = None

    def check(self, moment: Moment, info: StreamInfo) -> None:
        """Raise the first error of a row that is too long."""
        try:
            self.distortion.at(Scope.at(branched(moment, self.place), info.width, info.height))
        except UsageError as error:
            self.error, self.failed = self.error or error, self.failed + 1
            if self.failed > self.patience:
                raise self.error from None
        else:
            self.error, self.failed = None, 0


def check_schedules(recipe: Recipe, info: StreamInfo, times: Callable[[], Iterable[Fraction]] = tuple) -> None:
    """Compute a complete recipe's schedules at all frames of a film whose moments are known beforehand.

    What is not known is found out when its time has come: what a dream that evolves will be distorted by, which of a
    list of distortions in another distortion will be in use, and all that follows an act that changes the look.

    Args:
        recipe: complete.
        info: the input's; a still's moments follow from it.
        times: yields those of a video's frames in seconds, from the first on, as far as they are certain.

    Raises:
        UsageError: one has no value at a frame, or one out of its range; names both.
    """
    numbers, effects = _numbers(recipe), _effects(recipe, info)
    if not (numbers or effects):
        return
    for index, seconds in enumerate(islice(_known(info, times), _until(recipe))):
        moment = Moment(index, seconds, recipe.dream.seed or 0, info.frame_count)
        for number in numbers:
            number.at(Scope.at(moment, info.width, info.height))
        for effect in effects:
            effect.check(moment, info)


def _known(info: StreamInfo, times: Callable[[], Iterable[Fraction]]) -> Iterator[Fraction]:
    if info.is_still:
        yield from (index / info.rate for index in range(info.frame_count or 0))
        return
    # Whoever reads it next tells what is wrong with it.
    with suppress(SourceError):
        yield from times()


def _until(recipe: Recipe) -> int:
    """Return how many frames are looked at."""
    changes = (act.frame for act in recipe.act or () if act.preset is not None or act.distorted is not None)
    return min((_MOST_FRAMES, *changes))


def _numbers(recipe: Recipe) -> list[Changing[float]]:
    dream = recipe.dream
    values = [dream.blend] if dream.motion_only else [value for table in (dream, dream.lock) for _, value in table]
    return [value for value in values if isinstance(value, Changing)]


def _effects(recipe: Recipe, info: StreamInfo) -> list[_Effect]:
    chain = Chain(() if recipe.evolve.on and not recipe.dream.motion_only else recipe.distort or ())
    dream = for_stream(recipe.dream, is_still=info.is_still, is_distorted=bool(chain))
    flows = dream.flow == "dis" and not dream.motion_only
    if flows and isinstance(dream.blend, Changing):
        # Wherever it is 1 nothing is distorted.
        return []
    patience = _MOST_CUTS if flows else 0
    return [_Effect(place, each, patience) for place, each in enumerate(chain) if isinstance(each, Scheduled)]
