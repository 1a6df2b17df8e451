"""Decode, dream and encode, each in a thread of its own, overlapped through bounded channels.

How a run ends, always with every thread joined:

* The source ends: what is in the channels is dreamed and written, the sink finished.
* ``stop`` is set: no frame is begun any more, one in the middle of its dream is dropped, what is dreamed is
  written, the sink finished.
* A stage fails: the first error wins and carries the stage's name, the other stages are cancelled, the sink keeps
  what plays.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from dreamstream.channel import Channel, ChannelCancelled
from dreamstream.errors import Stopped
from dreamstream.frame import Frame
from dreamstream.progress import Finished, FrameDone, OnProgress
from dreamstream.sinks.base import Sink
from dreamstream.sources.base import Source

_FRAMES_BETWEEN_STAGES = 3
"""Enough to hide the jitter of one stage from the next, few enough to stay small at 4K."""


class Pipeline:
    """One run of one source through one dreamer into one sink."""

    def __init__(self, source: Source, dream: Callable[[Frame], Frame], sink: Sink, stop: threading.Event) -> None:
        self.source = source
        self.dream = dream
        self.sink = sink
        self.stop = stop
        self._decoded: Channel[Frame] = Channel(_FRAMES_BETWEEN_STAGES)
        self._dreamed: Channel[Frame] = Channel(_FRAMES_BETWEEN_STAGES)
        # Unbounded: a slow callback must not hold the film back, and a number per frame is small.
        self._written: SimpleQueue[int | None] = SimpleQueue()
        self._stopped_early = False
        self._failure: BaseException | None = None
        self._rest: Path | None = None
        self._failing = threading.Lock()

    def run(self, on_progress: OnProgress) -> Finished:
        """Run to the end, calling ``on_progress`` in this thread, and return how it went.

        Raises:
            DreamstreamError: a stage failed; the notes say which, and what is left on disk.
            BaseException: whatever ``on_progress`` or a signal raised here; the film has been finished before.
        """
        stages = (("decoding", self._decode), ("dreaming", self._dream), ("encoding", self._encode))
        threads = [threading.Thread(target=self._guard, args=stage, name=stage[0]) for stage in stages]
        started, done = time.monotonic(), 0
        for thread in threads:
            thread.start()
        try:
            for done in iter(self._written.get, None):
                on_progress(FrameDone(done, self.source.info.frame_count, time.monotonic() - started))
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
        if self._failure is not None:
            if self._rest is not None:
                self._failure.add_note(f"the frames before it are in '{self._rest}', which plays")
            raise self._failure
        return Finished(done, time.monotonic() - started, self._stopped_early)

    def _guard(self, stage: str, work: Callable[[], None]) -> None:
        try:
            work()
        except ChannelCancelled:
            # Another stage failed first and has said so.
            return
        except BaseException as error:
            self._fail(stage, error)

    def _fail(self, stage: str, error: BaseException) -> None:
        with self._failing:
            if self._failure is None:
                error.add_note(f"while {stage}")
                self._failure = error
        for channel in (self._decoded, self._dreamed):
            channel.cancel()

    def _decode(self) -> None:
        for frame in self.source:
            if self.stop.is_set():
                self._stopped_early = True
                break
            self._decoded.put(frame)
        self._decoded.close()

    def _dream(self) -> None:
        for frame in self._decoded:
            if self.stop.is_set():
                self._stopped_early = True
                continue
            try:
                dreamed = self.dream(frame)
            except Stopped:
                self._stopped_early = True
                continue
            self._dreamed.put(dreamed)
        self._dreamed.close()

    def _encode(self) -> None:
        written = 0
        try:
            self.sink.open(self.source.info)
            for frame in self._dreamed:
                self.sink.write(frame)
                written += 1
                self._written.put(written)
            if written:
                self.sink.finish()
            else:
                self.sink.abandon()
        except BaseException:
            self._rest = self.sink.abandon()
            raise
        finally:
            self._written.put(None)
