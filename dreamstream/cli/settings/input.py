"""Options that say how the input is read."""

from dreamstream.cli.settings.setting import INPUT, Setting

INPUT_SETTINGS = (
    Setting("source.frames", ("--frames", "-n"), "N", "Frames at most.", INPUT, "all, for a still 240"),
    Setting("source.duration_seconds", ("--duration", "-t"), "TIME", "Seconds at most, or 1:30.", INPUT),
    Setting(
        "source.fps",
        ("--fps", "-r"),
        "RATE",
        "Frames per second: 25, 29.97, 30000/1001.",
        INPUT,
        "the video's own, for a still 24",
    ),
    Setting(
        "source.size",
        ("--size", "-s"),
        "WxH",
        "Size in pixels; 640x or x360 keeps the picture's shape.",
        INPUT,
        "the video's own, a still's with the long side at most 640",
    ),
    Setting(
        "source.fit",
        ("--fit",),
        "crop|pad|stretch",
        "How a picture of another shape comes to --size: its middle, all of it within bars, or drawn out of shape.",
        INPUT,
        "crop",
    ),
    Setting("source.from_seconds", ("--from",), "TIME", "Begin a video there: seconds, 1:30 or 0:01:30.", INPUT),
    Setting("source.to_seconds", ("--to",), "TIME", "End a video there, counted from the input's beginning.", INPUT),
    Setting("source.every", ("--every",), "K", "Take every K-th frame of a video, each at its own time.", INPUT, "1"),
    Setting(
        "source.deinterlace",
        ("--deinterlace",),
        "auto|on|off",
        "Make whole pictures of interlaced ones: of those that say so, of all, of none.",
        INPUT,
        "auto",
    ),
    Setting(
        "source.input_format",
        ("--input-format",),
        "FORMAT",
        "FFmpeg's name of the input's container, where its content does not tell: mjpeg, mpegts, png_pipe.",
        INPUT,
    ),
    Setting(
        "source.reconnect_seconds",
        ("--reconnect",),
        "SECONDS",
        "How long a stream that broke off is tried again; 0 = not at all.",
        INPUT,
        "10 for a live stream that fails",
    ),
)
