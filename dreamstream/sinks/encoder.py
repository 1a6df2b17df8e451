"""What there is to know of an encoder: its scale of quality, its speeds, its pixel formats."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import av
from av.codec.codec import UnknownCodecError

from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.sinks.options import SinkOptions, Speed

Options: TypeAlias = Mapping[str, str]
"""Names and values as FFmpeg takes them."""

MOST_THREADS = 4
"""As many frames may be in the encoder's hands, and are lost when the process is killed."""


@dataclass(frozen=True, slots=True)
class Quality:
    """A scale of quality."""

    best: float
    worst: float
    default: float
    """Looks like the original."""
    options: Callable[[float], Options]
    """From a number to the encoder's options."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """One of FFmpeg's encoders."""

    name: str
    """FFmpeg's."""
    codec: str
    """What it makes, by FFmpeg's name."""
    quality: Quality | None = None
    """None where there is nothing to choose."""
    speeds: Mapping[Speed, Options] = field(default_factory=dict)
    """Empty where there is nothing to choose."""
    pix_fmt: str = "yuv420p"
    """The pixel format unless another is asked for."""
    options: Options = field(default_factory=dict)
    """Always set."""
    unhurried: Options = field(default_factory=dict)
    """Set where frames may be held back and reordered."""
    live: Options = field(default_factory=dict)
    """Set where each frame has to leave at once, in order."""
    threads_key: str = ""
    """What its own options call the number of its threads, KEY.NAME, where it does not go by FFmpeg's."""
    least_width: int = 1
    """Pixels; below, it damages the memory of the whole program."""
    is_jpeg: bool = False
    """Colours are JPEG's: BT.601 in the full range, never tagged."""

    def settings(self, wanted: SinkOptions, *, live: bool) -> dict[str, str]:
        """Return FFmpeg's options for what is wanted.

        Raises:
            UsageError: the quality is beyond the scale.
        """
        chosen = [self.options, self.live if live else self.unhurried, self.speeds.get(wanted.speed, {})]
        if self.threads_key and wanted.threads is not None:
            key, name = self.threads_key.split(".")
            chosen.append({key: f"{name}={min(wanted.threads, MOST_THREADS)}"})
        if self.quality is not None:
            crf = self.quality.default if wanted.crf is None else wanted.crf
            if not self.quality.best <= crf <= self.quality.worst:
                scale = f"{self.quality.best:g} (best) to {self.quality.worst:g}"
                raise UsageError(f"{self.name} takes a quality (--crf) from {scale}, not {crf:g}")
            chosen.append(self.quality.options(crf))
        return _joined(chosen)

    def check_pix_fmt(self, name: str) -> None:
        """Make sure that pictures of a pixel format can be encoded, as far as that is known here.

        Raises:
            UnknownNameError: they can't.
        """
        try:
            formats = av.Codec(self.name, "w").video_formats
        except UnknownCodecError:
            return
        if formats:
            # Those without components stand for pictures that already are in a GPU's memory.
            known = tuple(each.name for each in formats if each.components)
            if name not in known:
                raise UnknownNameError(f"pixel format of {self.name}", name, known)
            return
        try:
            av.VideoFormat(name)
        except ValueError as error:
            raise UnknownNameError("pixel format", name, COMMON_PIX_FMTS) from error


COMMON_PIX_FMTS = (
    "yuv420p",
    "yuv422p",
    "yuv444p",
    "yuv420p10le",
    "yuv422p10le",
    "yuv444p10le",
    "rgb24",
    "bgr0",
    "gray",
)
"""Suggested where there is no end of possible ones."""


def _joined(several: Iterable[Options]) -> dict[str, str]:
    """Return all options in one; those that are lists of an encoder's own options are strung together."""
    joined: dict[str, str] = {}
    for options in several:
        for key, value in options.items():
            lists = key.endswith("-params") and key in joined
            joined[key] = f"{joined[key]}:{value}" if lists else value
    return joined
