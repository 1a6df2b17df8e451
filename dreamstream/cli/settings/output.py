"""Options that say how the output is written."""

from dreamstream.cli.settings.setting import OTHER, OUTPUT, Setting

OUTPUT_SETTINGS = (
    Setting("sink.reverse", ("--reverse",), None, "Play the film backwards.", OUTPUT),
    Setting(
        "sink.boomerang",
        ("--boomerang",),
        None,
        "Play the film to its end and back, neither end twice, so that it loops; with --reverse backwards first.",
        OUTPUT,
    ),
    Setting(
        "sink.loop", ("--loop",), "N", "Times a GIF, .apng or .webp plays; 0 = for ever.", OUTPUT, "0", ("gif-loop",)
    ),
    Setting(
        "sink.audio",
        ("--audio",),
        "none|copy|FILE",
        "No sound, the input's, or a file's from its beginning to the film's end.",
        OUTPUT,
        "copy",
    ),
    Setting(
        "sink.codec",
        ("--codec",),
        "NAME",
        "h264 hevc vp9 av1 prores ffv1, or FFmpeg's name of an encoder: h264_nvenc, hevc_videotoolbox ...",
        OUTPUT,
        "the container's own",
    ),
    Setting(
        "sink.crf",
        ("--crf",),
        "N",
        "Quality on the encoder's own scale, 0 or 1 the best: h264 and hevc to 51, vp9 and av1 to 63.",
        OUTPUT,
        "18, 20, 24, 24",
    ),
    Setting(
        "sink.speed",
        ("--preset-speed",),
        "WORD",
        "How much time the encoder may take, in x264's words: ultrafast, superfast, veryfast ... veryslow.",
        OUTPUT,
        "medium",
    ),
    Setting(
        "sink.pix_fmt",
        ("--pix-fmt",),
        "NAME",
        "yuv420p, yuv444p, yuv420p10le or what else the encoder takes.",
        OUTPUT,
        "the encoder's own, mostly yuv420p",
    ),
    Setting(
        "sink.format",
        ("--format",),
        "NAME",
        "What '-' or an address gets, by FFmpeg's name: nut, yuv4mpegpipe, matroska, mpegts, gif, mjpeg ...",
        OUTPUT,
        "nut, or Y4M like the input",
    ),
    Setting(
        "sink.gif_palette",
        ("--gif-palette",),
        "frame|first",
        "A palette for every 'frame', or one from the 'first' frames.",
        OUTPUT,
        "frame",
    ),
    Setting(
        "sink.embed",
        ("--embed",),
        None,
        "The file carries its recipe, which 'dreamstream recipe FILE' prints and --like FILE follows.",
        OTHER,
        "yes",
        off="--no-embed",
    ),
)
