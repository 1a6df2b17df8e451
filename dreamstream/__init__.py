"""Streams any picture, video or live source through DeepDream.

Public names are loaded when first used, so that ``import dreamstream`` costs nothing: PyTorch comes with the
first name that needs it.
"""

import importlib
from typing import TYPE_CHECKING, Any

from dreamstream.spinning import sleep_soon

if TYPE_CHECKING:
    from dreamstream.api import deepdream, dream, render
    from dreamstream.errors import DreamstreamError
    from dreamstream.frame import Frame, StreamInfo
    from dreamstream.inline.progress_line import ProgressLine
    from dreamstream.inline.showing import show
    from dreamstream.planning import plan
    from dreamstream.preset import load_preset
    from dreamstream.progress import Finished, FrameDone, Plan, Started
    from dreamstream.recipe import Recipe
    from dreamstream.reversing import reverse
    from dreamstream.several import render_several
    from dreamstream.sinks import open_sink
    from dreamstream.sources import open_source

# PyTorch reads what is set here when it is first imported.
sleep_soon()

__version__ = "0.1.0"

_HOMES = {
    "DreamstreamError": "errors",
    "Finished": "progress",
    "Frame": "frame",
    "FrameDone": "progress",
    "Plan": "progress",
    "ProgressLine": "inline.progress_line",
    "Recipe": "recipe",
    "Started": "progress",
    "StreamInfo": "frame",
    "deepdream": "api",
    "dream": "api",
    "load_preset": "preset",
    "open_sink": "sinks",
    "open_source": "sources",
    "plan": "planning",
    "render": "api",
    "render_several": "several",
    "reverse": "reversing",
    "show": "inline.showing",
}

_ROOMS = ("caffe", "distortions", "dreaming", "errors", "models", "network", "preview", "sinks", "sources")

__all__ = [
    "DreamstreamError",
    "Finished",
    "Frame",
    "FrameDone",
    "Plan",
    "ProgressLine",
    "Recipe",
    "Started",
    "StreamInfo",
    "deepdream",
    "dream",
    "load_preset",
    "open_sink",
    "open_source",
    "plan",
    "render",
    "render_several",
    "reverse",
    "show",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name in _ROOMS:
        return importlib.import_module(f"dreamstream.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'dreamstream' has no attribute '{name}'")
    return getattr(importlib.import_module(f"dreamstream.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_ROOMS})
