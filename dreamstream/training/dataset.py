"""The contract of a dataset, and how it becomes arrays.

A dataset is a small frozen value that can be pickled: class names, and a way to make any example from its number and
a random generator. The generator is seeded by (seed, part, number), so any example can be made again, in any process
and any order. One of the classes is ``none``: nothing in particular.
"""

import multiprocessing
import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dreamstream.errors import DreamstreamError, SinkError, Stopped
from dreamstream.frame import Pixels

NONE = "none"

Shares: TypeAlias = NDArray[np.float32]
"""(classes,), from 0 to 1, sum 1: how much of a picture is of each class."""

FILES = ("pictures.npy", "shares.npy")
"""What ``in_files`` leaves in its folder."""

_EXAMPLES_PER_JOB = 128


class Part(IntEnum):
    """What an example is for; no picture of a user's is in both."""

    TRAINING = 0
    HELD_OUT = 1


class Dataset(ABC):
    """Classes, and examples of them without end."""

    @property
    @abstractmethod
    def classes(self) -> tuple[str, ...]:
        """Names of the classes, ``none`` among them."""

    @property
    @abstractmethod
    def description(self) -> str:
        """What it is, in words and numbers; two datasets with different examples have different ones."""

    @abstractmethod
    def example(self, index: int, rng: np.random.Generator, part: Part, size: int) -> tuple[Pixels, Shares]:
        """Return picture ``index``, (size, size, 3) uint8 RGB, and its shares.

        Neighbouring numbers may be alike; over many, the classes are evenly drawn.
        """


@dataclass(frozen=True, eq=False)
class Examples:
    """Pictures with their shares, in memory or mapped from a file."""

    pictures: NDArray[np.uint8]
    """(N, size, size, 3) RGB."""
    shares: NDArray[np.float32]
    """(N, classes)"""

    def __len__(self) -> int:
        return len(self.pictures)


@dataclass(frozen=True)
class Order:
    """Which examples of a dataset to make."""

    dataset: Dataset
    part: Part
    count: int
    size: int
    """Side of the pictures in pixels."""
    seed: int

    def examples(self, first: int, last: int) -> Examples:
        """Return those from number ``first`` up to but not including ``last``."""
        pictures = np.empty((last - first, self.size, self.size, 3), np.uint8)
        shares = np.empty((last - first, len(self.dataset.classes)), np.float32)
        for row, index in enumerate(range(first, last)):
            rng = np.random.default_rng((self.seed, self.part, index))
            pictures[row], shares[row] = self.dataset.example(index, rng, self.part, self.size)
        return Examples(pictures, shares)


def in_memory(order: Order) -> Examples:
    """Make all examples in this process."""
    return order.examples(0, order.count)


def in_files(
    order: Order,
    folder: Path,
    *,
    workers: int = 0,
    on_progress: Callable[[int], None] = lambda done: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Examples:
    """Make all examples as two ``.npy`` files in ``folder``, mapped rather than read; what is there already is used.

    Args:
        order: what to make; the files of another order must not be in the folder.
        folder: where; it has to exist.
        workers: processes to make them in; 0 makes them in this one.
        on_progress: told how many there are, every so often.
        should_stop: asked as often.

    Raises:
        Stopped: ``should_stop`` said so; the files are begun anew next time.
        SinkError: the folder can't hold them.
        SourceError: a picture can't be read any more.
    """
    paths = tuple(folder / name for name in FILES)
    if not all(path.exists() for path in paths):
        parts = tuple(folder / f"part.{name}" for name in FILES)
        try:
            _write(order, parts, _results(order, workers), on_progress, should_stop)
            for part, path in zip(parts, paths, strict=True):
                part.replace(path)
        except DreamstreamError:
            # A picture that can't be read is an OSError too, but not the folder's fault.
            raise
        except OSError as error:
            raise SinkError(f"{folder} can't hold {order.count} pictures: {error.strerror or error}") from error
    return Examples(*(np.load(path, mmap_mode="r") for path in paths))


_Result: TypeAlias = tuple[int, Examples]


def _write(
    order: Order,
    paths: tuple[Path, ...],
    results: Generator[_Result],
    on_progress: Callable[[int], None],
    should_stop: Callable[[], bool],
) -> None:
    pictures = np.lib.format.open_memmap(paths[0], "w+", np.uint8, (order.count, order.size, order.size, 3))
    shares = np.lib.format.open_memmap(paths[1], "w+", np.float32, (order.count, len(order.dataset.classes)))
    done = 0
    with closing(results):
        for first, made in results:
            pictures[first : first + len(made)], shares[first : first + len(made)] = made.pictures, made.shares
            done += len(made)
            on_progress(done)
            if should_stop():
                raise Stopped("stopped while the pictures were being made; the same command makes them anew")
    pictures.flush()
    shares.flush()


def _results(order: Order, workers: int) -> Generator[_Result]:
    firsts = iter(range(0, order.count, _EXAMPLES_PER_JOB))
    if workers == 0:
        for first in firsts:
            yield _job(order, first)
        return
    # Not forked: PyTorch's threads would be missing in the copy, and their locks held for ever.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, _ignore_ctrl_c) as pool:
        running: set[Future[_Result]] = set()
        try:
            while True:
                wanted = islice(firsts, 2 * workers - len(running))
                running |= {pool.submit(_job, order, first) for first in wanted}
                if not running:
                    return
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _job(order: Order, first: int) -> _Result:
    return first, order.examples(first, min(first + _EXAMPLES_PER_JOB, order.count))


def _ignore_ctrl_c() -> None:
    """Leave Ctrl-C, which a terminal sends to every process, to the one that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def default_workers() -> int:
    """Return how many processes make pictures quickly here: one per core, at most 16."""
    return min(16, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
