"""What an earlier run of the same films has left: some that are whole, and states of others."""

import os
from collections.abc import Sequence

from dreamstream.errors import OutputExistsError
from dreamstream.opening import FileId, open_output, why_in_one_go
from dreamstream.recipe import Recipe
from dreamstream.sinks import Output, ResumableSink, Sink
from dreamstream.sinks.numbered import NumberedSink


def unless_whole(
    target: Output | Sequence[Output], recipe: Recipe, read: frozenset[FileId], *, overwrite: bool
) -> Sink | None:
    """Return the sink of a film that an earlier run may have begun, None where it has finished it.

    Whole is what is there, has no state beside it and may not be overwritten. Raises as ``open_output``, also where
    that is not clear: some of the outputs are there, or a single one of numbered pictures.
    """
    goes_on = why_in_one_go(recipe) is None
    try:
        return open_output(target, recipe, read, overwrite=overwrite, resume=goes_on)
    except OutputExistsError:
        targets = [target] if isinstance(target, Sink | str | os.PathLike) else target
        if all(_is_whole(each, recipe) for each in targets):
            return None
        raise


def has_state(sink: Sink) -> bool:
    """Tell whether an earlier run has left a state of its film."""
    return isinstance(sink, ResumableSink) and sink.state_path.exists()


def _is_whole(target: Output, recipe: Recipe) -> bool:
    sink = open_output(target, recipe, overwrite=True)
    if has_state(sink) or (isinstance(sink, NumberedSink) and not sink.has_second):
        return False
    try:
        open_output(target, recipe, overwrite=False)
    except OutputExistsError:
        return True
    return False
