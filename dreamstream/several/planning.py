"""What several films will take."""

from collections.abc import Sequence

from dreamstream.completion import complete
from dreamstream.network.threads import computing_on
from dreamstream.planning import plan
from dreamstream.progress import OnProgress, Plan
from dreamstream.recipe import Recipe
from dreamstream.rendering import loaded
from dreamstream.several.films import SourceAndSink, alike, looked_at, trial_of


def plan_several(recipe: Recipe, films: Sequence[SourceAndSink], on_progress: OnProgress | None = None) -> list[Plan]:
    """Return what ``render_several`` will take, by sizes: a plan is of all films that are dreamed side by side.

    Raises:
        UsageError, ModelError, SourceError, SinkError: as ``plan``.
    """
    recipe, card = complete(recipe)
    there, errors = looked_at(recipe, films, overwrite=True)
    for error in errors.values():
        raise error
    if recipe.dream.motion_only:
        return [plan(recipe, film.source, film.sink) for film in there]
    with computing_on(recipe.model.threads):
        network = loaded(recipe, card, on_progress or (lambda _: None))
        plans = []
        for group in alike(there):
            with trial_of(recipe, card, network, group) as trial:
                plans.append(trial.plan(group[0].sink))
        return plans
