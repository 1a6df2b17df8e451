"""What several films will take."""

from collections.abc import Sequence

from dreamstream.completion import complete
from dreamstream.errors import SourceError
from dreamstream.network.threads import computing_on
from dreamstream.planning import plan
from dreamstream.progress import OnProgress, Plan
from dreamstream.recipe import Recipe
from dreamstream.rendering import loaded
from dreamstream.several.films import SourceAndSink, alike, looked_at, trial_of, with_frames_left


def plan_several(
    recipe: Recipe,
    films: Sequence[SourceAndSink],
    on_progress: OnProgress | None = None,
    *,
    resume: bool = False,
) -> list[Plan]:
    """Return what ``render_several`` will take, by sizes: a plan is of all films that are dreamed side by side.

    With ``resume``, it is what an earlier run has left to do.

    Raises:
        UsageError, ModelError, SourceError, SinkError: as ``plan``.
    """
    recipe, card = complete(recipe)
    there, others = looked_at(recipe, films, overwrite=not resume, resume=resume)
    for other in others.values():
        if isinstance(other, SourceError):
            raise other
    if not there:
        return []
    if recipe.dream.motion_only:
        return [plan(recipe, film.source, film.sink) for film in there]
    with computing_on(recipe.model.threads):
        network = loaded(recipe, card, on_progress or (lambda _: None))
        plans = []
        for each in alike(there):
            group = with_frames_left(recipe, card, network, each) if resume else each
            with trial_of(recipe, card, network, group) as trial:
                plans.append(trial.plan(group[0].sink))
        return plans
