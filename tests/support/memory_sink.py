"""A sink for tests that look at frames rather than at films."""

from dreamstream.sinks import Sink


class MemorySink(Sink):
    """Keeps the frames that it is given, bit for bit."""

    def __init__(self):
        self.frames = []

    def open(self, info):
        self.info = info

    def write(self, frame):
        self.frames.append(frame)

    def finish(self):
        pass

    def abandon(self):
        return None
