"""What another package adds: whose it is, which errors name, and whether it keeps its contract."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import TypeAlias, TypeVar

from dreamstream.errors import DreamstreamError, PluginError

T = TypeVar("T")

Made: TypeAlias = Callable[..., T]

_PREFIX = re.compile(r"([a-z][a-z0-9_-]+):", re.ASCII)
"""A single letter is a drive on Windows."""


@dataclass(frozen=True)
class Plugin:
    """A name that a package has given to something of its own."""

    kind: str
    """As its registry is called: 'distortion'."""
    name: str
    package: str

    def __str__(self) -> str:
        return f"the {self.kind} '{self.name}' of {self.package}"

    @contextmanager
    def blamed(self, fault: str = "failed") -> Iterator[None]:
        """Raise what goes wrong inside as a PluginError that names the plug-in; our own errors stay as they are."""
        try:
            yield
        except DreamstreamError:
            raise
        # Anything at all may come out of foreign code.
        except Exception as error:
            raise PluginError(f"{self} {fault}: {type(error).__name__}: {error}") from error


def making(kind: type[T]) -> Callable[[Made[T], Plugin], Made[T]]:
    """Return what adopts a plug-in that is called to make a ``kind``: PluginError where it fails or makes another."""

    def adopted(make: Made[T], plugin: Plugin) -> Made[T]:
        if not callable(make):
            raise PluginError(f"{plugin} can't be called to make something")

        @wraps(make)
        def checked(*arguments: object, **options: object) -> T:
            with plugin.blamed():
                made = make(*arguments, **options)
            if not isinstance(made, kind):
                raise PluginError(f"{plugin} made {type(made).__name__!r}, which is no {kind.__name__}")
            return made

        return checked

    return adopted


def prefix_of(target: str) -> str | None:
    """Return the ``prefix`` of ``prefix:anything``, None where there is none."""
    match = _PREFIX.match(target)
    return match[1] if match else None
