"""Options that say which network dreams, and where."""

from dreamstream.cli.settings.setting import NETWORK, Setting

NETWORK_SETTINGS = (
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
        "torch|caffe",
        "What computes the network: torch, built in, or caffe, BVLC's own where it is installed.",
        NETWORK,
        "torch",
    ),
    Setting(
        "model.device", ("--device",), "auto|cpu|cuda|mps", "What dreams; cuda:1 is the second card.", NETWORK, "auto"
    ),
    Setting(
        "model.precision", ("--precision",), "FORMAT", "auto, float32 (exact), bfloat16 or float16.", NETWORK, "auto"
    ),
    Setting(
        "model.threads",
        ("--threads",),
        "auto|N",
        "Of the processor, for the dream and the encoder; auto finds out how many are fastest.",
        NETWORK,
        "auto",
    ),
    Setting(
        "model.tile",
        ("--tile",),
        "auto|off|PIXELS",
        "Take the gradient of large pictures in overlapping tiles: where memory is short, never, or of this side.",
        NETWORK,
        "auto",
    ),
)
