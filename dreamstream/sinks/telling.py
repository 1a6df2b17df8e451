"""The recipe that an output carries, which may have grown by its end."""

import logging

from dreamstream.comments import longest_bytes
from dreamstream.frame import StreamInfo

_logger = logging.getLogger("dreamstream")


class Telling:
    """What one output tells of a stream's recipe, as far as that fits into its comment; a warning says what does not.

    Args:
        name: the output's.
        kind: FFmpeg's name of the muxer, or the suffix of a picture.
        info: of the stream.
    """

    def __init__(self, name: str, kind: str, info: StreamInfo) -> None:
        self._name, self._longest_bytes, self._info = name, longest_bytes(kind), info
        self._is_warned = False
        self.beginning = info.recipe if self._fits(info.recipe) else ""
        """What is known before the first frame."""
        if info.recipe and not self.beginning:
            self._warn("its recipe; keep it yourself", info.recipe)

    def so_far(self) -> str:
        """Return it with what was done meanwhile, and if that does not fit as it was in the beginning."""
        if self._info.recipe_so_far is None or not self.beginning:
            return self.beginning
        text = self._info.recipe_so_far()
        if self._fits(text):
            return text
        self._warn("what was done while it ran", text)
        return self.beginning

    def _fits(self, text: str) -> bool:
        return len(text.encode()) <= self._longest_bytes

    def _warn(self, what: str, text: str) -> None:
        if not self._is_warned:
            self._is_warned = True
            _logger.warning("%s has no room for %s: %d bytes", self._name, what, len(text.encode()))
