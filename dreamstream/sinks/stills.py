"""Pictures as files: their formats, how one is written, and an output that is a single one."""

from io import FileIO
from pathlib import Path

import cv2

from dreamstream.comments import with_comment
from dreamstream.errors import SinkError
from dreamstream.frame import Frame, Pixels, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.density import OF_PICTURES
from dreamstream.sinks.guard import Guard
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.telling import Telling

_JPEG = (cv2.IMWRITE_JPEG_QUALITY, 95, cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444)
"""Fine lines, letters among them, would fray with fewer samples of colour."""

PICTURES: dict[str, tuple[int, ...]] = {
    ".png": (),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".tif": (),
    ".tiff": (),
    ".bmp": (),
    ".webp": (cv2.IMWRITE_WEBP_QUALITY, 95),
}
"""File name suffix -> OpenCV's options."""


def write_picture(part: PartFile, pixels: Pixels, recipe: str = "") -> None:
    """Write (H, W, 3) uint8 RGB in one step, in the format of the file's suffix, with ``recipe`` where it carries one.

    Raises:
        OutputExistsError, SinkError: it can't be written, and nothing is left.
    """
    _fill(part, part.claim(), pixels, recipe)
    try:
        part.publish()
    except SinkError:
        part.discard()
        raise


class PictureSink(Sink):
    """One picture, the last frame that comes; where nobody says how many shall come, the first is enough.

    Raises:
        OutputExistsError, SinkError: see ``PartFile``.
    """

    enough_frames = 1

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        self._part = PartFile(path, overwrite=overwrite)
        self._guard = Guard(str(path))
        self._file: FileIO | None = None
        self._last: Pixels | None = None
        self._telling: Telling | None = None

    def open(self, info: StreamInfo) -> None:
        """Claim the picture's name."""
        self._file = self._part.claim()
        self._telling = Telling(str(self._part.final), self._part.final.suffix.lower(), info)
        self._guard.begin(info)

    def write(self, frame: Frame) -> None:
        """Keep a frame in place of the one before."""
        self._guard.check(frame)
        self._last = frame.pixels

    def finish(self) -> None:
        """Write the last frame."""
        self._guard.end()
        file, self._file = self._file, None
        if file is None:
            return
        if self._last is None:
            self._part.discard()
            self._guard.refuse_nothing()
        else:
            _fill(self._part, file, self._last, self._recipe())
            self._part.publish()

    def abandon(self) -> Path | None:
        """Write the last frame beside the output."""
        self._guard.end()
        file, self._file = self._file, None
        if file is not None:
            if self._last is None:
                self._part.discard()
            else:
                _fill(self._part, file, self._last, self._recipe())
        return self._part.keep()

    def about_bytes(self, pixels: int, frames: int) -> int | None:
        """Return what a single picture takes."""
        del frames
        return int(OF_PICTURES[self._part.final.suffix.lower()] * pixels / 8)

    def _recipe(self) -> str:
        return self._telling.so_far() if self._telling else ""


def _fill(part: PartFile, file: FileIO, pixels: Pixels, recipe: str) -> None:
    suffix = part.final.suffix.lower()
    try:
        is_encoded, encoded = cv2.imencode(suffix, cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), PICTURES[suffix])
    except cv2.error:
        is_encoded = False
    if not is_encoded:
        part.discard()
        height, width = pixels.shape[:2]
        raise SinkError(f"{part.final} can't be made: a {suffix} of {width}x{height} is more than its encoder takes")
    content = encoded.tobytes()
    try:
        data = memoryview(with_comment(suffix, content, recipe) if recipe else content)
        while data:
            data = data[file.write(data) :]
    except OSError as error:
        part.discard()
        raise SinkError(f"{part.final} can't be written: {error.strerror}") from error
