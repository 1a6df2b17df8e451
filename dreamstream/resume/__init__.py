"""Going on with a render that broke off: what is written down meanwhile, and how a later run begins with it."""

from dreamstream.resume.facts import facts_of
from dreamstream.resume.run import Run, begin, frames_left

__all__ = ["Run", "begin", "facts_of", "frames_left"]
