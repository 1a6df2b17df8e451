"""A table from names to what they stand for that says what was probably meant, and lets other packages join."""

from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar

from dreamstream.errors import UnknownNameError, UsageError

T = TypeVar("T")


class Registry(Generic[T]):
    """Names to classes or functions of one kind ('distortion', 'layer type').

    Other packages join through an entry point in the group ``dreamstream.<kind>s`` (blanks as underscores); it
    is loaded when its name is first asked for, so an installed plug-in costs nothing until it is used. Names of our
    own come first.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
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
            UsageError: a plug-in has, but can't be loaded.
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
        try:
            item: T = point.load()
        except (ImportError, AttributeError) as error:
            owner = point.dist.name if point.dist else "an unknown package"
            raise UsageError(f"the {self.kind} '{point.name}' of {owner} can't be loaded: {error}") from error
        return item

    @property
    def _group(self) -> str:
        return f"dreamstream.{self.kind.replace(' ', '_')}s"
