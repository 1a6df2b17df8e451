"""The options that set one key of the recipe each: spelling, help, key. Nowhere else are they written down."""

from typing import NamedTuple

OUTPUT, DREAM, INPUT, NETWORK, OTHER = PANELS = ("Output", "Dream", "Input", "Network", "Other")
"""Groups of options, in the order of --help."""


class Setting(NamedTuple):
    """One option that sets one key of the recipe."""

    key: str
    """Dotted name in the recipe: ``dream.step_size``."""
    spellings: tuple[str, ...]
    metavar: str | None
    """None for a switch."""
    help: str
    panel: str
    default: str = ""
    """In words; empty where the help says it."""
    aliases: tuple[str, ...] = ()
    """Other spellings that are understood, without dashes and with hyphens."""

    @property
    def parameter(self) -> str:
        """Name of the value among the command's arguments."""
        return self.key.replace(".", "__")


SETTINGS = (
    Setting(
        "dream.end",
        ("--layer", "-l"),
        "LAYER",
        "Layer to dream on: edges textures patterns parts objects, or any name the network has; LAYER:12,40 for "
        "some of its channels.",
        DREAM,
        "the model's own",
    ),
    Setting(
        "dream.octaves",
        ("--octaves",),
        "N",
        "Sizes the picture is dreamed at (Google's octave_n).",
        DREAM,
        "4",
        ("octave-n",),
    ),
    Setting(
        "dream.octave_scale", ("--octave-scale",), "RATIO", "Ratio of one size to the next, above 1.", DREAM, "1.4"
    ),
    Setting(
        "dream.iterations", ("--iterations",), "N", "Steps at each size (Google's iter_n).", DREAM, "10", ("iter-n",)
    ),
    Setting(
        "dream.step_size",
        ("--step-size",),
        "LEVELS",
        "Mean change in one step, grey levels.",
        DREAM,
        "1.5",
        ("stepsize",),
    ),
    Setting("dream.jitter", ("--jitter",), "PIXELS", "Largest random shift in one step.", DREAM, "32"),
    Setting(
        "dream.objective",
        ("--objective",),
        "FORMULA",
        "What to climb, instead of a layer: objects + 0.5*textures - 0.2*conv2:3,17 + logit(LAYER:12) + "
        "guide(FILE)@parts.",
        DREAM,
    ),
    Setting("dream.amount", ("--amount",), "FACTOR", "Factor on every step; below 0 un-dreams.", DREAM, "1"),
    Setting(
        "dream.guide",
        ("--guide",),
        "FILE",
        "Dream of what a picture or video holds, rather than of what is there already.",
        DREAM,
    ),
    Setting("dream.guide_loop", ("--guide-loop",), None, "A guiding video begins again when it ends.", DREAM),
    Setting("dream.mask", ("--mask",), "FILE", "Dream only where this picture is white, partly where grey.", DREAM),
    Setting(
        "dream.mask_feather",
        ("--mask-feather",),
        "SHARE",
        "Blur of the mask, a share of its shorter side.",
        DREAM,
        "0",
    ),
    Setting(
        "dream.smooth_octaves",
        ("--smooth-octaves",),
        "N",
        "Bring the gradient's N finest octaves to one strength, for softer, larger shapes (lap_n); 4 is good.",
        DREAM,
        "0",
        ("lap-n",),
    ),
    Setting(
        "dream.total_variation",
        ("--total-variation",),
        "WEIGHT",
        "Pull of every pixel towards its neighbours, against speckles.",
        DREAM,
        "0",
        ("tv",),
    ),
    Setting(
        "dream.l2_decay",
        ("--l2-decay",),
        "WEIGHT",
        "Pull of every pixel towards grey, against glaring colours.",
        DREAM,
        "0",
        ("l2",),
    ),
    Setting(
        "dream.blend",
        ("--blend", "-b"),
        "SHARE",
        "Share of each new frame, 0 to 1, in what is dreamed on; the rest is the dream before it.",
        DREAM,
        "0.5, for a still 0",
    ),
    Setting(
        "dream.lock.strength",
        ("--colour-lock",),
        "SHARE",
        "Pull colours towards the input's after every frame, 0 to 1.",
        DREAM,
        "0.5 for a video, 0 for a still and at blend 1",
        ("color-lock",),
    ),
    Setting(
        "evolve.on",
        ("--evolve",),
        None,
        "Whenever a loop has settled into one pattern, move on to another layer, channels or distortion: those of the "
        "recipe's [evolve] table, or else some that suit the model.",
        DREAM,
    ),
    Setting("dream.seed", ("--seed",), "N", "Start of all random numbers.", DREAM, "0"),
    Setting("source.frames", ("--frames", "-n"), "N", "Frames at most.", INPUT, "all, for a still 240"),
    Setting("source.duration_seconds", ("--duration", "-t"), "SECONDS", "Seconds at most.", INPUT),
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
        "Size in pixels.",
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
    Setting("source.from_seconds", ("--from",), "TIME", "Begin there: seconds, or h:m:s.", INPUT),
    Setting("source.to_seconds", ("--to",), "TIME", "End there, counted from the input's beginning.", INPUT),
    Setting("source.every", ("--every",), "K", "Take every K-th frame, each at its own time.", INPUT, "1"),
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
    Setting(
        "model.name",
        ("--model", "-m"),
        "MODEL",
        "A name that 'dreamstream models' lists, or a deploy prototxt.",
        NETWORK,
        "motif",
    ),
    Setting("model.weights", ("--weights",), "FILE", "The caffemodel, where the model brings none.", NETWORK),
    Setting(
        "model.mean_bgr",
        ("--mean",),
        "B,G,R",
        "Mean that the network was trained with, grey levels, or its .binaryproto file.",
        NETWORK,
        "the model's own",
    ),
    Setting(
        "model.engine",
        ("--engine",),
        "ENGINE",
        "What computes the network: torch, built in, or caffe, BVLC's own where it is installed.",
        NETWORK,
        "torch",
    ),
    Setting("model.device", ("--device",), "DEVICE", "auto, cpu, cuda, cuda:1 or mps.", NETWORK, "auto"),
    Setting(
        "model.precision", ("--precision",), "FORMAT", "auto, float32 (exact), bfloat16 or float16.", NETWORK, "auto"
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
        "sink.loop", ("--loop",), "N", "Times a GIF, .apng or .webp plays; 0 = for ever.", OUTPUT, "0", ("gif-loop",)
    ),
    Setting(
        "sink.gif_palette",
        ("--gif-palette",),
        "frame|first",
        "A palette for every 'frame', or one from the 'first' frames.",
        OUTPUT,
        "frame",
    ),
    Setting("sink.reverse", ("--reverse",), None, "Play the film backwards.", OUTPUT),
)


_SPELLINGS = {setting.key: setting.spellings[0] for setting in SETTINGS}
_ALIASES = {alias: setting.spellings[0].removeprefix("--") for setting in SETTINGS for alias in setting.aliases}


def normalized(name: str) -> str:
    """Return an option's name (no dashes before it) as the tables spell it: octave_n is octaves."""
    hyphened = name.replace("_", "-")
    return _ALIASES.get(hyphened, hyphened)


def spelling(key: str) -> str:
    """Return the option that sets a recipe's dotted key, or the key itself where there is none."""
    return _SPELLINGS.get(key, key)
