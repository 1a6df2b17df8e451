"""Where frames go: sinks by the output's name."""

from dreamstream.sinks.address import shown
from dreamstream.sinks.base import Sink
from dreamstream.sinks.live import LiveSink
from dreamstream.sinks.opening import Output, open_sink
from dreamstream.sinks.options import SinkOptions
from dreamstream.sinks.resumable import ResumableSink

__all__ = ["LiveSink", "Output", "ResumableSink", "Sink", "SinkOptions", "open_sink", "shown"]
