"""Of a stream that waits for nobody, always what came last."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from dreamstream.frame import Arrival

T = TypeVar("T")


class Newest(Generic[T]):
    """Reads ``items`` in a thread of its own; iterated, it yields the newest that has not been given yet.

    However slow the reader is, it never falls behind: what came in the meantime is left out and counted in ``missed``.
    Whatever reading raises is raised after the last item. ``arrival`` is that of the item which was given last.
    """

    def __init__(self, items: Iterable[T], clock: Callable[[], float] = time.monotonic) -> None:
        self._items, self._clock = items, clock
        self._slot: list[tuple[T, Arrival]] = []
        self._ended = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, name="reading", daemon=True)
        self.missed = 0
        self.arrival: Arrival | None = None

    def __iter__(self) -> Iterator[T]:
        if self._thread.ident is None:
            self._thread.start()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._slot or self._ended)
                if not self._slot:
                    break
                item, self.arrival = self._slot.pop()
            yield item
        if self._error is not None:
            raise self._error

    def join(self) -> None:
        """Wait until the thread has ended; harmless when it never began."""
        if self._thread.ident is not None:
            self._thread.join()

    def _read(self) -> None:
        try:
            for item in self._items:
                with self._changed:
                    self.missed += len(self._slot)
                    self._slot[:] = [(item, Arrival(self._clock(), self.missed))]
                    self._changed.notify_all()
        except BaseException as error:
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()
