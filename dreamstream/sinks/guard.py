"""What every frame of one output has to be."""

from fractions import Fraction

from dreamstream.errors import SinkError
from dreamstream.frame import Frame, StreamInfo


class Guard:
    """Refuses a frame of another size than was said, or not later than the one before; counts the others.

    Args:
        name: the output's, for sentences.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._info: StreamInfo | None = None
        self._last_seconds: Fraction | None = None
        self.passed = 0
        """How many frames were right."""

    @property
    def is_begun(self) -> bool:
        """Whether it is known what the frames will be."""
        return self._info is not None

    def begin(self, info: StreamInfo) -> None:
        """Learn what the frames will be."""
        self._info = info

    def end(self) -> None:
        """Expect no more frames."""
        self._info = None

    def check(self, frame: Frame) -> None:
        """Raise SinkError for what should not have come."""
        if self._info is None:
            raise SinkError(f"{self._name} is not open for writing")
        expected = (self._info.width, self._info.height)
        height, width = frame.pixels.shape[:2]
        if (width, height) != expected:
            sizes = f"{width}x{height} in a film of {expected[0]}x{expected[1]}"
            raise SinkError(f"{self._name} can't take frame {frame.index}: it is {sizes}")
        if self._last_seconds is not None and frame.pts_seconds <= self._last_seconds:
            times = f"at {float(frame.pts_seconds):.6g} s it is not after {float(self._last_seconds):.6g} s"
            raise SinkError(f"{self._name} can't take frame {frame.index}: {times}")
        self._last_seconds = frame.pts_seconds
        self.passed += 1

    def refuse_nothing(self) -> None:
        """Raise SinkError when there was not a single frame."""
        if not self.passed:
            raise SinkError(f"{self._name} was not made: not a single frame came")
