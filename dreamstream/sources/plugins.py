"""Sources by the prefix of what they are called by: our own ``noise:`` and ``camera:``, and other packages'."""

import re
from typing import Protocol

from dreamstream.registry import Registry
from dreamstream.sources.base import Source, SourceOptions


class OpenSource(Protocol):
    """What an entry point in the group ``dreamstream.sources`` leads to; its name is the prefix, without the colon."""

    def __call__(self, target: str, options: SourceOptions, *, seed: int) -> Source:
        """Open ``target``, prefix included; whatever is random in it follows ``seed``."""


REGISTRY: Registry[OpenSource] = Registry("source")


def opener_of(target: str) -> OpenSource | None:
    """Return what opens ``prefix:...``, None where nobody has claimed the prefix.

    Raises:
        UsageError: another package has, but it can't be loaded.
    """
    # A single letter is a drive on Windows.
    match = re.match(r"([a-z][a-z0-9_-]+):", target, re.ASCII)
    return REGISTRY[match[1]] if match is not None and match[1] in REGISTRY else None
