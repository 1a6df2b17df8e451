"""What may be asked of an output."""

from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

PaletteChoice: TypeAlias = Literal["frame", "first"]
"""256 colours for each frame, or one palette for all from the first frames."""

Speed: TypeAlias = Literal[
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"
]
"""x264's presets: the slower, the smaller the film of one quality."""

SPEEDS: tuple[Speed, ...] = get_args(Speed)


@dataclass(frozen=True, slots=True)
class SinkOptions:
    """Settings of every kind of output; each reads its own."""

    codec: str | None = None
    """Video: an encoder by FFmpeg's name, or a codec; None is the format's own."""
    crf: float | None = None
    """Video: quality on the encoder's own scale, 0 or 1 the best; None is the encoder's own."""
    speed: Speed = "medium"
    """Video: how much time the encoder may take."""
    pix_fmt: str | None = None
    """Video: FFmpeg's name of a pixel format; None is the encoder's own."""
    format: str | None = None
    """FFmpeg's name of the container, where the output's name doesn't say it or says it wrong."""
    loop: int = 0
    """GIF, animated PNG and WebP: how many times it is shown; 0 for ever."""
    gif_palette: PaletteChoice = "frame"
    """GIF: 256 colours chosen for each frame, or one palette for all from the first frames."""
    audio: str | None = None
    """The input's sound (copy), no sound (none), or the path of a file with another; None copies where there can be
    sound, and keeps quiet about it where there can't."""
    reverse: bool = False
    """The frames last to first; needs room on the disk for the whole film without loss."""
    boomerang: bool = False
    """The frames to the last and back, the first and the last once; needs room likewise."""
    threads: int | None = None
    """Video: of the processor, for the encoder at most; None is the encoder's own."""
