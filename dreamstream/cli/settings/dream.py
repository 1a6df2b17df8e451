"""Options that say what is dreamed, and how hard."""

from dreamstream.cli.settings.setting import DREAM, Setting

DREAM_SETTINGS = (
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
        "dream.budget_seconds",
        ("--budget",),
        "TIME",
        "Dream each frame within this time (80ms, 0.08, 1s): steps, then octaves are left out until it fits. What was "
        "picked is recorded in FILM.acts.toml.",
        DREAM,
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
        "dream.flow",
        ("--flow",),
        "dis|none",
        "How a video's dream is carried along by what moves, and let go at cuts: dense inverse search, or not at all.",
        DREAM,
        "dis",
    ),
    Setting(
        "dream.strength",
        ("--strength",),
        "SHARE",
        "Share of iterations and step size on frames whose dream goes on from the last.",
        DREAM,
        "0.2 for a video, distorted 0.6",
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
    Setting(
        "dream.seamless",
        ("--seamless",),
        None,
        "Bring the dream of a picture back to its first frame while it goes on, so that the film loops without a seam.",
        DREAM,
    ),
    Setting(
        "dream.motion_only",
        ("--motion-only",),
        None,
        "Only distort, do not dream: a quick look at a loop's motion. No model is loaded.",
        DREAM,
    ),
    Setting(
        "model.batch",
        ("--batch",),
        "auto|N",
        "Dream so many frames together where none has anything of another: those of several inputs, or a video's at "
        "--blend 1.",
        DREAM,
        "auto",
    ),
    Setting("dream.seed", ("--seed",), "N", "Start of all random numbers.", DREAM, "0"),
)
