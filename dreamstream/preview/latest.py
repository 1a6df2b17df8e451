"""A slot between two threads in which the newest wins."""

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Holds at most one item; putting never waits, and replaces what nobody has taken."""

    def __init__(self) -> None:
        self._item: T | None = None
        self._lock = threading.Lock()

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come since the last was taken."""
        return self._item is None

    def put(self, item: T) -> None:
        """Let ``item`` be the newest."""
        with self._lock:
            self._item = item

    def take(self) -> T | None:
        """Return the newest, once; None where nothing has come since."""
        with self._lock:
            item, self._item = self._item, None
        return item
