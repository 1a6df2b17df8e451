"""Where frames go: sinks by the output's extension."""

from os import PathLike
from pathlib import Path

from dreamstream.errors import UsageError
from dreamstream.sinks.base import Sink
from dreamstream.sinks.gif import GifSink
from dreamstream.sinks.options import SinkOptions
from dreamstream.sinks.reverse import ReversedSink
from dreamstream.sinks.video import FORMATS as VIDEO_FORMATS
from dreamstream.sinks.video import VideoSink

__all__ = ["Sink", "SinkOptions", "open_sink"]

_DEFAULTS = SinkOptions()


def open_sink(target: str | PathLike[str], *, overwrite: bool = False, options: SinkOptions = _DEFAULTS) -> Sink:
    """Return the sink that writes ``target``, chosen by its extension: .mp4, .m4v, .mov or .gif.

    Nothing is written before the sink's own ``open``.

    Raises:
        UsageError: the extension is missing or unknown.
        OutputExistsError: the output exists and ``overwrite`` is False.
        SinkError: the output is a folder, or its folder is missing or can't be written to.
    """
    path = Path(target)
    suffix = path.suffix.lower()
    sink: Sink
    if suffix in VIDEO_FORMATS:
        sink = VideoSink(path, overwrite=overwrite, crf=options.crf)
    elif suffix == ".gif":
        sink = GifSink(path, overwrite=overwrite, loop=options.gif_loop, palette=options.gif_palette)
    else:
        what = f"the extension '{path.suffix}'" if path.suffix else "no extension"
        known = ", ".join(sorted([*VIDEO_FORMATS, ".gif"]))
        raise UsageError(f"{path} has {what}, so its format is unclear; known extensions: {known}")
    if options.reverse:
        return ReversedSink(sink, path.with_name(f"{path.stem}.forward.part.mp4"))
    return sink
