"""What sinks have in common that read their film backwards when it is whole."""

from dataclasses import replace
from pathlib import Path

from dreamstream.frame import StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.lossless import lossless_sink


class TurningSink(Sink):
    """Keeps a lossless film beside the output of another sink, for ``frames_backwards``.

    Args:
        inner: where the film goes; not yet open.
        scratch_path: where the lossless film is kept meanwhile; replaced if it exists.

    Raises:
        SinkError: the folder of ``scratch_path`` is missing or can't be written to.
    """

    def __init__(self, inner: Sink, scratch_path: Path) -> None:
        self._inner = inner
        self.enough_frames = inner.enough_frames
        self._scratch_path = scratch_path
        self._scratch = lossless_sink(scratch_path)
        self._info: StreamInfo | None = None
        self._ended = False

    def _open_scratch(self, info: StreamInfo) -> None:
        # Only a broken render leaves it, and what is told at the end comes for the output alone.
        self._scratch.open(replace(info, recipe_so_far=None))
