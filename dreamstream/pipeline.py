"""Decode, dream and encode, each in a thread of its own, overlapped through bounded channels.

How a run ends, always with every thread joined:

* The source ends: what is in the channels is dreamed and written, the sink finished.
* ``stop`` is set: no frame is begun any more, one in the middle of its dream is dropped, what is dreamed is
  written, the sink finished (abandoned, if nothing was written or it ``leaves_off``).
* Whoever reads the output has had enough, so the sink raises ``Stopped``: as after ``stop``, but nothing more is
  written and the sink is abandoned.
* A stage fails: the stages before it are cancelled, those after it work off what they were given, the sink is
  abandoned and keeps what plays. The first error wins and carries the stage's name.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TypeAlias

from dreamstream.channel import Channel, ChannelCancelled
from dreamstream.errors import SourceError, Stopped
from dreamstream.frame import Frame, StreamInfo
from dreamstream.progress import Finished, FrameDone, OnProgress
from dreamstream.sinks.base import Sink
from dreamstream.sources.base import Source

Dream: TypeAlias = Callable[[Frame], Frame]
"""A frame to its dream; may raise ``Stopped`` when ``Pipeline.should_stop`` says so."""

Gather: TypeAlias = Callable[[Iterable[Frame]], Iterable[Frame]]
"""Frames as they are decoded to the same frames, perhaps later: what dreams may have looked at several by then."""

_FRAMES_BETWEEN_STAGES = 3
"""Enough to hide the jitter of one stage from the next, few enough to stay small at 4K."""

_SECONDS_BETWEEN_IDLES = 0.02


class Pipeline:
    """One run of one source through one dream into one sink; neither is closed, ``stop`` is only read.

    The sink is told ``info`` of the stream, the source's own unless given. Frames before ``first`` are given to it as
    they are, for what goes along with them, and count only as those of an earlier run. Frames come to their dreams by
    ``gather``.
    """

    def __init__(
        self,
        source: Source,
        sink: Sink,
        stop: threading.Event,
        info: StreamInfo | None = None,
        first: int = 0,
        gather: Gather = iter,
    ) -> None:
        self._source, self._first = source, first
        self._info = info or source.info
        self._sink = sink
        self._stop = stop
        self._gather = gather
        self._halted = threading.Event()
        self._decoded: Channel[Frame] = Channel(_FRAMES_BETWEEN_STAGES)
        self._dreamed: Channel[Frame] = Channel(_FRAMES_BETWEEN_STAGES)
        # Unbounded: a slow callback must not hold the film back, and a number per frame is small.
        self._written: SimpleQueue[int | None] = SimpleQueue()
        self._stopped_early = False
        self._failing = threading.Lock()
        self._failure: BaseException | None = None
        self._rest: Path | None = None

    def should_stop(self) -> bool:
        """Tell whether the frame that is being dreamed is no longer wanted."""
        return self._stop.is_set() or self._halted.is_set()

    def run(self, dream: Dream, on_progress: OnProgress, idle: Callable[[], None] | None = None) -> Finished:
        """Run to the end, calling ``on_progress`` in this thread, and return how it went.

        ``idle``, if given, is called in this thread about 50 times a second.

        Raises:
            DreamstreamError: a stage failed, or the source held no frame; the notes say which stage, and what is
                left on disk.
            BaseException: whatever ``on_progress``, ``idle`` or a signal raised here; the film has been finished
                before.
        """
        stages: dict[str, Callable[[], None]] = {
            "decoding": self._decode,
            "dreaming": lambda: self._dream(dream),
            "encoding": self._encode,
        }
        threads = [threading.Thread(target=work, name=name) for name, work in stages.items()]
        began, done = time.monotonic(), 0
        try:
            self._start(threads)
            for done in self._reported(idle):
                on_progress(FrameDone(done, self._source.info.frame_count, time.monotonic() - began))
        except BaseException as error:
            self._halted.set()
            _join(threads)
            raise error from self._failure
        _join(threads)
        if self._failure is not None:
            if self._rest is not None:
                self._failure.add_note(f"the frames before it are in '{self._rest}', which plays")
            raise self._failure
        return Finished(done, time.monotonic() - began, self._stopped_early, self._rest)

    def _reported(self, idle: Callable[[], None] | None) -> Iterator[int]:
        """Yield every number of frames written, as it comes."""
        patience = None if idle is None else _SECONDS_BETWEEN_IDLES
        while True:
            if idle is not None:
                idle()
            try:
                done = self._written.get(timeout=patience)
            except Empty:
                continue
            if done is None:
                return
            yield done

    def _start(self, threads: list[threading.Thread]) -> None:
        try:
            for thread in threads:
                thread.start()
        except BaseException:
            # Those that did start would wait for ever for the one that did not.
            self._decoded.cancel()
            self._dreamed.cancel()
            raise

    def _decode(self) -> None:
        with self._stage("decoding", writes=self._decoded):
            is_empty = True
            for frame in self._incoming():
                is_empty = False
                if self.should_stop():
                    self._stopped_early = True
                    break
                self._decoded.put(frame)
            if is_empty:
                raise SourceError("the input holds not a single frame, so there is nothing to dream")

    def _incoming(self) -> Iterator[Frame]:
        """Yield the source's frames; a live one is asked only once the dreamer waits, so that none grows old here."""
        frames = iter(self._source)
        while True:
            if self._source.info.is_live:
                self._decoded.await_reader()
            frame = next(frames, None)
            if frame is None:
                return
            yield frame

    def _dream(self, dream: Dream) -> None:
        with self._stage("dreaming", reads=self._decoded, writes=self._dreamed):
            for frame in self._gather(self._decoded):
                if self.should_stop():
                    self._stopped_early = True
                    continue
                try:
                    dreamed = frame if frame.index < self._first else dream(frame)
                except Stopped:
                    self._stopped_early = True
                    continue
                self._dreamed.put(replace(dreamed, companions=frame.companions))

    def _encode(self) -> None:
        is_finished = False
        with self._stage("encoding", reads=self._dreamed):
            try:
                is_finished = self._write()
            except Stopped:
                self._stopped_early = True
                self._halted.set()
        if not is_finished:
            with self._stage("encoding"):
                self._rest = self._sink.abandon()
        self._written.put(None)

    def _write(self) -> bool:
        """Write every frame there is, and tell whether they were a film to finish."""
        self._sink.open(self._info)
        written = 0
        for frame in self._dreamed:
            self._sink.write(frame)
            if frame.index >= self._first:
                written = frame.index + 1
                self._written.put(written)
        leaves_off = self._stopped_early and self._sink.leaves_off
        if not written or self._failure is not None or leaves_off:
            return False
        self._sink.finish()
        return True

    @contextmanager
    def _stage(
        self, name: str, *, reads: Channel[Frame] | None = None, writes: Channel[Frame] | None = None
    ) -> Iterator[None]:
        """Run a stage's work: its errors go no further, its neighbours learn that it has ended."""
        try:
            # Cancelled means that the stage after this one failed and has said so.
            with suppress(ChannelCancelled):
                yield
        except BaseException as error:
            self._fail(name, error)
            if reads is not None:
                self._halted.set()
        finally:
            if reads is not None:
                reads.cancel()
            if writes is not None:
                writes.close()

    def _fail(self, stage: str, error: BaseException) -> None:
        with self._failing:
            if self._failure is None:
                error.add_note(f"while {stage}")
                self._failure = error


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        if thread.ident is not None:
            thread.join()
