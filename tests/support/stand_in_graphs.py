"""Stands in for CUDA graphs on a processor: captured are PyTorch's calls, and to replay is to make the same again.

What a real graph would not see again does not change here either: numbers that Python computed, tensors by name.
"""

from contextlib import nullcontext
from typing import ClassVar

import torch
from torch.utils._python_dispatch import TorchDispatchMode

SYNCHRONISING = {"_local_scalar_dense", "is_nonzero", "nonzero", "equal"}
"""Calls whose results the host has to wait for."""


class Graph:
    """As torch.cuda.CUDAGraph; ``made`` are all that a test has captured."""

    made: ClassVar[list] = []

    def __init__(self):
        self.calls, self.replays, self.pool = [], 0, None
        Graph.made.append(self)

    @torch.no_grad()
    def replay(self):
        self.replays += 1
        for function, args, kwargs, results in self.calls:
            again = function(*args, **kwargs)
            for result, value in zip(_tensors(results), _tensors(again), strict=True):
                if value is not result and not function.is_view:
                    result.copy_(value)


class Capture(TorchDispatchMode):
    """As torch.cuda.graph."""

    def __init__(self, graph, *, pool, stream, capture_error_mode):
        super().__init__()
        self.graph, graph.pool = graph, pool

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        if function.overloadpacket.__name__ in SYNCHRONISING:
            raise RuntimeError("CUDA error: operation not permitted when stream is capturing\nand more")
        results = function(*args, **(kwargs or {}))
        self.graph.calls.append((function, args, kwargs or {}, results))
        return results


class Stream:
    """As torch.cuda.Stream."""

    def __init__(self, device=None):
        self.waited_for = []

    def wait_stream(self, other):
        self.waited_for.append(other)


def stand_in(monkeypatch):
    """Replace what torch.cuda has for graphs, for one test, and return what is captured in it."""
    monkeypatch.setattr(Graph, "made", [])
    here = Stream()
    for name, fake in {
        "CUDAGraph": Graph,
        "graph_pool_handle": object,
        "graph": Capture,
        "Stream": Stream,
        "current_stream": lambda _device=None: here,
        "stream": lambda _stream: nullcontext(),
        "device": lambda _device: nullcontext(),
        "current_device": lambda: 0,
    }.items():
        monkeypatch.setattr(torch.cuda, name, fake)
    return Graph.made


def _tensors(results):
    return [each for each in (results if isinstance(results, tuple | list) else (results,)) if each is not None]
