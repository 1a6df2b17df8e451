"""Several films of one recipe: those of stills of one size are dreamed side by side."""

from dreamstream.several.films import SourceAndSink
from dreamstream.several.planning import plan_several
from dreamstream.several.rendering import render_several

__all__ = ["SourceAndSink", "plan_several", "render_several"]
