"""Other packages' sinks, by the extension or the prefix of what they write."""

from collections.abc import Container
from pathlib import PurePath
from typing import Protocol

from dreamstream.plugin import making, prefix_of
from dreamstream.registry import Registry
from dreamstream.sinks.base import Sink
from dreamstream.sinks.options import SinkOptions


class OpenSink(Protocol):
    """What an entry point in the group ``dreamstream.sinks`` leads to.

    Its name, in lower case, is the extension without the dot, and also the prefix without the colon.
    """

    def __call__(self, target: str, options: SinkOptions, *, overwrite: bool) -> Sink:
        """Prepare to write ``target``, prefix included; by the contract of a sink that exists only if ``overwrite``."""


REGISTRY: Registry[OpenSink] = Registry("sink", making(Sink))


def opener_of(target: str, ours: Container[str]) -> OpenSink | None:
    """Return what writes ``prefix:...``, or else files of that extension; None where nobody has claimed either.

    Args:
        target: the output's name.
        ours: extensions, with their dots, that no other package can claim.

    Raises:
        PluginError: another package has, but it can't be loaded.
    """
    suffix = PurePath(target).suffix.lower()
    names = (prefix_of(target), None if suffix in ours else suffix.removeprefix("."))
    return next((REGISTRY[name] for name in names if name and name in REGISTRY), None)
