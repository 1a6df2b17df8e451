"""The recipe in a film's comment: as it is in the beginning, and as it has become by the end."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

from dreamstream.comments import png, tags_of
from dreamstream.frame import StreamInfo
from dreamstream.sinks.commented_file import AnyFile, CommentedFile, commented
from dreamstream.sinks.copying import WITH_TABLES
from dreamstream.sinks.faststart import write_faststart
from dreamstream.sinks.format import Format
from dreamstream.sinks.growing_files import ApngFile
from dreamstream.sinks.joining import About, Cut, write_joined
from dreamstream.sinks.place import Completion, Place
from dreamstream.sinks.telling import Telling

_logger = logging.getLogger("dreamstream")


class FilmComment:
    """What one film tells of its recipe.

    Muxers write comments first of all. What is known only at the end gets into a file by copying its packets once
    more, which costs about what copying the file does; only an animated PNG has its comment there.

    Args:
        name: the film's.
        container: what it is put into.
        place: where it goes.
        info: of the stream.
    """

    def __init__(self, name: str, container: Format, place: Place, info: StreamInfo) -> None:
        self._name, self._container, self._place, self._info = name, container, place, info
        self._telling = Telling(name, container.name, replace(info, recipe="") if place.is_public else info)
        self.tags: Mapping[str, str] = self._tags(self._telling.beginning)
        """All of the film's."""
        self._file: AnyFile = None

    def claim(self) -> AnyFile:
        """Claim the place, and return what a muxer is to write to."""
        self._file = commented(self._place.claim(), self._container.name, self._telling.beginning)
        return self._file

    def complete(self, begins_seconds: Fraction) -> None:
        """Have the film tell what was done since, before it is closed; its first frame is shown at this time."""
        text = self._telling.so_far()
        if text == self._telling.beginning:
            return
        if isinstance(self._file, ApngFile):
            self._file.comment = png.chunk_of(text)
            return
        rewriting = self._rewriting(text, begins_seconds)
        if rewriting is not None and not self._place.rewrite(rewriting):
            _logger.warning(
                "%s goes without what was done while it ran: only a file can be told at its end", self._name
            )

    def _rewriting(self, text: str, begins_seconds: Fraction) -> Completion | None:
        """Return what writes the film anew with another comment; None where its container has no place for one."""
        if isinstance(self._file, CommentedFile):
            return partial(self._file.rewrite, text)
        if not tags_of(self._container.name, text):
            return None
        self.tags = self._tags(text)
        return partial(self._rewrite, begins_seconds)

    def _tags(self, text: str) -> Mapping[str, str]:
        return {**self._info.metadata, **tags_of(self._container.name, text)}

    def _rewrite(self, begins_seconds: Fraction, source: Path, target: Path) -> None:
        name, supplement = self._container.name, self._place.supplement
        if name in WITH_TABLES and supplement is not None:
            write_faststart(source, target, name, supplement, self.tags)
        else:
            about = About(self.tags, self._info.chapters, supplement)
            write_joined([Cut(source, begins_seconds)], target, self._container, about)
