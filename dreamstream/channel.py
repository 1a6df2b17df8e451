"""A bounded channel between two threads that can be closed from either end."""

import threading
from collections import deque
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class ChannelCancelled(Exception):
    """The channel was cancelled; whoever waits on it should stop."""


class Channel(Generic[T]):
    """Holds at most ``capacity`` items; a full one makes the writer wait, an empty one the reader.

    ``close`` is the writer's: what is inside can still be read, then iteration ends. ``cancel`` is anybody's:
    both ends get ``ChannelCancelled`` at once.
    """

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._items: deque[T] = deque()
        self._closed = self._cancelled = False
        self._is_awaited = False
        self._changed = threading.Condition()

    def put(self, item: T) -> None:
        """Add ``item``, waiting for room.

        Raises:
            ChannelCancelled: the channel was cancelled.
        """
        with self._changed:
            self._changed.wait_for(lambda: len(self._items) < self._capacity or self._cancelled)
            if self._cancelled:
                raise ChannelCancelled
            self._items.append(item)
            self._changed.notify_all()

    def await_reader(self) -> None:
        """Wait until somebody waits for an item: what is got from then on is as new as can be.

        Raises:
            ChannelCancelled: the channel was cancelled.
        """
        with self._changed:
            self._changed.wait_for(lambda: (self._is_awaited and not self._items) or self._cancelled)
            if self._cancelled:
                raise ChannelCancelled

    def __iter__(self) -> Iterator[T]:
        """Yield items until the channel is closed and empty.

        Raises:
            ChannelCancelled: the channel was cancelled.
        """
        while True:
            with self._changed:
                self._is_awaited = True
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._items or self._closed or self._cancelled)
                self._is_awaited = False
                if self._cancelled:
                    raise ChannelCancelled
                if not self._items:
                    return
                item = self._items.popleft()
                self._changed.notify_all()
            yield item

    def close(self) -> None:
        """Say that nothing more will be put in."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def cancel(self) -> None:
        """Wake both ends with ``ChannelCancelled`` and drop what is inside."""
        with self._changed:
            self._cancelled = True
            self._items.clear()
            self._changed.notify_all()
