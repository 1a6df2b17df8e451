"""A table from names to what they stand for that says what was probably meant, and lets other packages join."""

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Generic, TypeVar

from dreamstream.errors import UnknownNameError
from dreamstream.plugin import Plugin

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to classes or functions of one kind ('distortion', 'layer type').

    Other packages join through an entry point in the group ``dreamstream.<kind>s`` (blanks as underscores); it
    is loaded when its name is first asked for, so an installed plug-in costs nothing until it is used. Names of our
    own come first.
    """

    def __init__(self, kind: str, adopt: Callable[[Any, Plugin], T] = lambda item, _: item) -> None:
        """Make an empty one.

        Args:
            kind: what a name stands for, as errors say it.
            adopt: from what an entry point leads to, to what is entered; raises PluginError where that won't do.
        """
        self.kind = kind
        self._adopt = adopt
        self._items: dict[str, T] = {}

    def register(self, *names: str) -> Callable[[T], T]:
        """Return a decorator that enters a class or function under ``names``.

        Raises:
            ValueError: one of the names is taken.
        """

        def enter(item: T) -> T:
            for name in names:
                if name in self._items:
                    raise ValueError(f"two {self.kind}s are called '{name}'")
                self._items[name] = item
            return item

        return enter

    def __getitem__(self, name: str) -> T:
        """Return what has that name.

        Raises:
            UnknownNameError: nothing has.
            PluginError: a plug-in has, but can't be loaded or isn't what it should be.
        """
        if name not in self._items:
            for point in entry_points(group=self._group, name=name):
                self._items[name] = self._load(point)
        if name not in self._items:
            raise UnknownNameError(self.kind, name, self)
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        return name in self._items or name in tuple(self)

    def __iter__(self) -> Iterator[str]:
        """Yield every name in order, those of installed plug-ins included."""
        plugins = {point.name for point in entry_points(group=self._group)}
        return iter(sorted(plugins | self._items.keys()))

    def _load(self, point: EntryPoint) -> T:
        plugin = Plugin(self.kind, point.name, point.dist.name if point.dist else "an unknown package")
        with plugin.blamed("can't be loaded"):
            item = point.load()
        return self._adopt(item, plugin)

    @property
    def _group(self) -> str:
        return f"dreamstream.{self.kind.replace(' ', '_')}s"
