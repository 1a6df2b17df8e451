"""Work on a device that is done again and again, recorded once.

The host then asks for all of it by one call, rather than for every kernel by a call of its own, which on a fast card
takes longer than the kernels themselves. What is recorded reads and writes the same memory each time.
"""

import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any, Protocol

import torch

_WARM_UPS = 2
"""Libraries choose their algorithms in the first."""


class Recording(Protocol):
    """What can be done again."""

    def replay(self) -> None:
        """Ask the device to do it again, after all that it has been asked for before."""
        ...


class Recorder(Protocol):
    """Makes recordings on one device."""

    def record(self, work: Callable[[], object]) -> Recording:
        """Return a recording of ``work``, which is done a few times for that.

        ``work`` may look at nothing on the host that changes, and all tensors that it reads and what it is to leave
        have to stay where they are; the recording does not keep them.

        Raises:
            RuntimeError: it can't be recorded, as where it waits for the device.
        """
        ...


def recorder_for(device: torch.device) -> Recorder | None:
    """Return what records on a device; None where work is better asked for step by step: on all but NVIDIA's."""
    is_nvidias = device.type == "cuda" and torch.version.hip is None
    return GraphRecorder(device) if is_nvidias else None


class GraphRecorder:
    """Records as CUDA graphs, which have one pool of memory for what they need on the way.

    So they may be replayed one after another in any order, but never at once, and nothing that they leave in memory
    of their own may be relied on. The pool is as large as the largest needs. Other threads may use the card at the
    same time.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
        self._graphs: weakref.WeakSet[torch.cuda.CUDAGraph] = weakref.WeakSet()
        self._pool = torch.cuda.graph_pool_handle()

    def record(self, work: Callable[[], object]) -> Recording:
        """Return a recording of ``work``, done on a stream of its own; raises as ``Recorder``."""
        here = torch.cuda.current_stream(self._device)
        # The outer stream too: a capture that fails leaves its own as the current one.
        with torch.cuda.device(self._device), torch.cuda.stream(here), _searching_for_the_fastest():
            self._warm_up(work, here)
            graph = torch.cuda.CUDAGraph()
            if not self._graphs:
                # A pool whose last graph is gone can't be used again.
                self._pool = torch.cuda.graph_pool_handle()
            with _giving_up_properly(self._pool), self._capturing(graph):
                work()
        self._graphs.add(graph)
        return graph

    def _warm_up(self, work: Callable[[], object], here: torch.cuda.Stream) -> None:
        self._stream.wait_stream(here)
        try:
            with torch.cuda.stream(self._stream):
                for _ in range(_WARM_UPS):
                    work()
        finally:
            # Memory that the caller gives back is used again on its own stream.
            here.wait_stream(self._stream)

    def _capturing(self, graph: torch.cuda.CUDAGraph) -> AbstractContextManager[None]:
        # By default whatever another thread does that waits for the card, or takes memory, would break the capture.
        return torch.cuda.graph(graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local")


@contextmanager
def _giving_up_properly(pool: Any) -> Iterator[None]:  # noqa: ANN401 - PyTorch's own handle
    """Let a capture that fails leave the memory of the current device in order.

    Before PyTorch 2.12 one that is broken leaves it waiting for the end of the capture for ever: nothing that is kept
    is given back any more where memory is short, and to ask for that is an internal error (PyTorch's pull request
    180395).
    """
    try:
        yield
    except BaseException:
        # Where the end has been noted it is refused; the oldest have it by another name.
        with suppress(RuntimeError, AttributeError):
            torch._C._cuda_endAllocateToPool(torch.cuda.current_device(), pool)
        raise


@contextmanager
def _searching_for_the_fastest() -> Iterator[None]:
    """Let cuDNN try its algorithms, which pays for what is done at one size again and again."""
    cudnn = torch.backends.cudnn
    before = cudnn.benchmark
    cudnn.benchmark = True
    try:
        yield
    finally:
        cudnn.benchmark = before
