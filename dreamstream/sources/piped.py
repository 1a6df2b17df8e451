"""What comes through standard input: a video in any container that can be read in one go, or a picture."""

import io
import sys
from functools import partial
from typing import IO

import av

from dreamstream.errors import SourceError
from dreamstream.sources.animation import AnimationSource, is_animated_webp
from dreamstream.sources.base import Source, SourceOptions
from dreamstream.sources.medium import Medium, finds_keyframes, opened
from dreamstream.sources.picture import decode_picture
from dreamstream.sources.spooled import has_index_last, spooled
from dreamstream.sources.still import StillSource
from dreamstream.sources.video import VideoSource

STANDARD_INPUT = "-"
MOST_PICTURE_BYTES = 2**28
"""A picture has to be read whole before it can be decoded."""

_NAME = "standard input"
_HEAD_BYTES = 16
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")


class Pipe:
    """Bytes as FFmpeg reads them: as soon as they have come, not as many as were asked for; with a look ahead."""

    def __init__(self, file: io.BufferedIOBase) -> None:
        self._file = file
        self._ahead = b""

    def head(self) -> bytes:
        """Return the first bytes, which ``read`` returns too."""
        return self.ahead(_HEAD_BYTES)

    def ahead(self, count: int) -> bytes:
        """Return the next ``count`` bytes, fewer where there are no more, which ``read`` returns too."""
        while len(self._ahead) < count and (more := self._file.read1(count - len(self._ahead))):
            self._ahead += more
        return self._ahead[:count]

    def read(self, size: int) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        ahead, self._ahead = self._ahead[:size], self._ahead[size:]
        return ahead or self._file.read1(size)

    def whole(self) -> bytes:
        """Return everything.

        Raises:
            SourceError: it is more than ``MOST_PICTURE_BYTES``.
        """
        content = bytearray()
        while more := self.read(2**20):
            content += more
            if len(content) > MOST_PICTURE_BYTES:
                raise SourceError(
                    f"{_NAME} begins like a picture and goes on for more than {MOST_PICTURE_BYTES >> 20} MiB; if it is "
                    "a video, name its format with --input-format, as mjpeg or png_pipe"
                )
        return bytes(content)


def open_standard_input(options: SourceOptions) -> Source:
    """Open what is piped into this process; pictures are told from videos by their first bytes.

    Raises:
        SourceError: it is a terminal, closed, empty, or nothing that can be decoded.
        UnknownNameError: FFmpeg has no such format as ``options.input_format``.
    """
    if sys.stdin is None:
        raise SourceError("standard input is closed; give a file's name instead of -")
    if sys.stdin.isatty():
        raise SourceError("standard input is a terminal; pipe a video into it, or give a file's name instead of -")
    return open_piped(open(sys.stdin.fileno(), "rb", closefd=False), options)


def open_piped(file: io.BufferedIOBase, options: SourceOptions) -> Source:
    """Open a pipe, or a file at its beginning, as ``open_standard_input`` does."""
    pipe = Pipe(file)
    head = pipe.head()
    if not head:
        raise SourceError(f"{_NAME} is empty")
    if options.input_format is None and _begins_a_picture(head):
        return _open_content(pipe.whole(), options)
    if not file.seekable():
        if has_index_last(pipe):
            return _SpooledVideo(spooled(pipe, _NAME), options)
        return VideoSource(partial(_medium, pipe, options.input_format), options)
    file.seek(0)
    return VideoSource(partial(_medium, file, options.input_format), options)


class _SpooledVideo(VideoSource):
    """A video in a temporary file, which is gone when it is closed."""

    def __init__(self, file: IO[bytes], options: SourceOptions) -> None:
        self._file = file
        try:
            super().__init__(partial(_medium, file, options.input_format), options)
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Give back the video and the room that it took."""
        super().close()
        self._file.close()


def _open_content(content: bytes, options: SourceOptions) -> Source:
    if is_animated_webp(content):
        return AnimationSource(content, _NAME, options)
    if _is_animated(content):
        return VideoSource(partial(_medium, io.BytesIO(content), None), options)
    return StillSource(decode_picture(content, _NAME), options)


def _medium(file: Pipe | io.BufferedIOBase | IO[bytes], input_format: str | None) -> Medium:
    container = opened(file, _NAME, input_format)
    return Medium(container, _NAME, can_seek=not isinstance(file, Pipe) and finds_keyframes(container))


def _begins_a_picture(head: bytes) -> bool:
    is_webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
    is_bitmap = head[:2] == b"BM" and head[6:10] == bytes(4)
    return is_webp or is_bitmap or head.startswith(_PICTURES)


def _is_animated(content: bytes) -> bool:
    """Tell whether a GIF or PNG has several frames."""
    if not content.startswith((b"GIF8", b"\x89PNG")):
        return False
    try:
        with opened(io.BytesIO(content), _NAME) as container:
            return sum(packet.size > 0 for packet in container.demux()) > 1
    except (SourceError, av.FFmpegError):
        return False
