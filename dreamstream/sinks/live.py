"""An output that is only looked at while it comes."""

import time
from pathlib import Path

from dreamstream.frame import ENDLESS, Frame, StreamInfo
from dreamstream.sinks.base import Sink
from dreamstream.sinks.guard import Guard


class LiveSink(Sink):
    """Keeps nothing, and lets no frame pass before its time: what is dreamed fast is not played too fast.

    Those of a live input come when it is their time, and would only grow old here.
    """

    enough_frames = ENDLESS

    def __init__(self) -> None:
        self._guard = Guard("the preview")
        self._began = 0.0
        self._is_first = True
        self._is_live = False

    def open(self, info: StreamInfo) -> None:
        """Learn what the frames will be."""
        self._guard.begin(info)
        self._is_live = info.is_live

    def write(self, frame: Frame) -> None:
        """Wait until the frame's time has come; one that is late moves those after it, too."""
        self._guard.check(frame)
        if self._is_live:
            return
        due = self._began + float(frame.pts_seconds)
        early = due - time.monotonic()
        if self._is_first or early < 0:
            self._began -= early
            self._is_first = False
        else:
            time.sleep(early)

    def finish(self) -> None:
        """Expect no more frames."""
        self._guard.end()

    def abandon(self) -> Path | None:
        """Expect no more frames."""
        self._guard.end()
        return None
