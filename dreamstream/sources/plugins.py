"""Sources by the prefix of what they are called by: our own ``noise:`` and ``camera:``, and other packages'."""

from typing import Protocol

from dreamstream.plugin import making, prefix_of
from dreamstream.registry import Registry
from dreamstream.sources.base import Source, SourceOptions


class OpenSource(Protocol):
    """What an entry point in the group ``dreamstream.sources`` leads to; its name is the prefix, without the colon."""

    def __call__(self, target: str, options: SourceOptions, *, seed: int) -> Source:
        """Open ``target``, prefix included; whatever is random in it follows ``seed``."""


REGISTRY: Registry[OpenSource] = Registry("source", making(Source))


def opener_of(target: str) -> OpenSource | None:
    """Return what opens ``prefix:...``, None where nobody has claimed the prefix.

    Raises:
        PluginError: another package has, but it can't be loaded.
    """
    prefix = prefix_of(target)
    return REGISTRY[prefix] if prefix is not None and prefix in REGISTRY else None
