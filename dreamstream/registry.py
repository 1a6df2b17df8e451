"""A table from names to classes that says what was probably meant, and lets other packages join."""

from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from dreamstream.errors import UnknownNameError

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to classes of one kind ('distortion', 'layer type').

    Other packages join through an entry point in the group ``dreamstream.<kind>s``; it is loaded when its
    name is first asked for, so an installed plug-in costs nothing until it is used.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._classes: dict[str, T] = {}

    def register(self, *names: str) -> Callable[[T], T]:
        """Return a decorator that enters a class under ``names``."""

        def enter(item: T) -> T:
            for name in names:
                if name in self._classes:
                    raise ValueError(f"two {self.kind}s are called '{name}'")
                self._classes[name] = item
            return item

        return enter

    def __getitem__(self, name: str) -> T:
        """Return the class of that name.

        Raises:
            UnknownNameError: nothing has that name.
        """
        if name not in self._classes:
            for point in entry_points(group=self._group, name=name):
                self._classes[name] = point.load()
        if name not in self._classes:
            raise UnknownNameError(self.kind, name, self)
        return self._classes[name]

    def __contains__(self, name: object) -> bool:
        return name in tuple(self)

    def __iter__(self) -> Iterator[str]:
        """Yield every name in order, those of installed plug-ins included."""
        plugins = {point.name for point in entry_points(group=self._group)}
        return iter(sorted(plugins | self._classes.keys()))

    @property
    def _group(self) -> str:
        return f"dreamstream.{self.kind.replace(' ', '_')}s"
