"""Streams any picture, video or live source through DeepDream.

Public names are loaded when first used, so that ``import dreamstream`` costs nothing: PyTorch comes with the
first name that needs it.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dreamstream.api import deepdream, dream, render
    from dreamstream.errors import DreamstreamError
    from dreamstream.frame import Frame, StreamInfo
    from dreamstream.progress import Finished, FrameDone, Started
    from dreamstream.recipe import Recipe
    from dreamstream.sinks import open_sink
    from dreamstream.sources import open_source

__version__ = "0.1.0"

_HOMES = {
    "DreamstreamError": "errors",
    "Finished": "progress",
    "Frame": "frame",
    "FrameDone": "progress",
    "Recipe": "recipe",
    "Started": "progress",
    "StreamInfo": "frame",
    "deepdream": "api",
    "dream": "api",
    "open_sink": "sinks",
    "open_source": "sources",
    "render": "api",
}

_ROOMS = ("caffe", "distortions", "dreaming", "models", "network", "sinks", "sources")

__all__ = [
    "DreamstreamError",
    "Finished",
    "Frame",
    "FrameDone",
    "Recipe",
    "Started",
    "StreamInfo",
    "deepdream",
    "dream",
    "open_sink",
    "open_source",
    "render",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _ROOMS:
        return importlib.import_module(f"dreamstream.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'dreamstream' has no attribute '{name}'")
    return getattr(importlib.import_module(f"dreamstream.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_ROOMS})
