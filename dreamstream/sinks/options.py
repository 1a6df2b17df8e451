"""What may be asked of an output."""

from dataclasses import dataclass

from dreamstream.sinks.gif import PaletteChoice


@dataclass(frozen=True, slots=True)
class SinkOptions:
    """Settings of every kind of output; each reads its own."""

    crf: float = 18
    """Video: x264's constant rate factor, 0 (best) to 51."""
    gif_loop: int = 0
    """GIF: how many times it is shown; 0 for ever."""
    gif_palette: PaletteChoice = "frame"
    """GIF: 256 colours chosen for each frame, or one palette for all from the first frames."""
    reverse: bool = False
    """The frames last to first; needs room on the disk for the whole film without loss."""
