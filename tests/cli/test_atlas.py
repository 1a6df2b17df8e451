"""``dreamstream atlas``: what a user meets."""

import re
import shlex
import signal

import pytest

from dreamstream import caffe
from dreamstream.atlas import AtlasFinished
from dreamstream.atlas.choice import Place
from dreamstream.atlas.command import command_line
from dreamstream.cli.atlas import ATLAS_ARGUMENTS, ATLAS_SETTINGS
from dreamstream.cli.render import user_recipe
from dreamstream.completion import complete
from dreamstream.dreaming import Dreamer, Target
from dreamstream.models import find_model, resolve_layer
from dreamstream.models.landmarks import every_layer
from dreamstream.sources.picture import read_picture

QUICK = ("--size=64x48", "--octaves=1", "--iterations=1", "--jitter=2", "--device=cpu", "--precision=float32")
MOTIF = find_model("motif")
FINISHED = AtlasFinished(1, 0, 1, (64, 48), stopped=False)


@pytest.fixture
def atlas(cli, seed_picture):
    """Make an atlas of the seed picture, very small, with these further arguments."""
    return lambda *arguments: cli("atlas", seed_picture, *QUICK, *arguments)


@pytest.fixture
def options_given(cli, monkeypatch):
    """Return options, recipe and output that these arguments ask for."""
    given = []
    monkeypatch.setattr("dreamstream.atlas.make_atlas", lambda *arguments, **_: given.append(arguments) or FINISHED)

    def options_given(*arguments):
        assert cli("atlas", "photo.jpg", "-o", "a.png", *arguments).code == 0
        return given.pop()

    return options_given


def test_an_atlas_is_made_and_told_of(atlas, folder):
    outcome = atlas("-o", "a.png")
    assert (outcome.code, outcome.stdout) == (0, "")
    first, *_, last = outcome.stderr.splitlines()
    assert re.fullmatch(r"motif, on .+, float32; 10 tiles of 64x48 -> a\.png", first)
    height, width, _ = read_picture(folder / "a.png").shape
    assert last == f"wrote a.png: {width}x{height}, 10 tiles"
    assert atlas("-o", "b.png").stderr.endswith("10 tiles, 10 of them dreamed before\n")


def test_a_film_of_channels(atlas, folder, read_film):
    outcome = atlas("-o", "a.gif", "--layer", "motif4", "--channels", "0-1,7", "-q")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert len(read_film(folder / "a.gif")) == 4


def test_what_is_chosen_reaches_the_library(options_given):
    _, _, recipe, options, _ = options_given("--layers", "conv1,objects", "--columns", "3", "--octave_n", "2")
    assert (options.layers, options.columns, options.every_layer) == ("conv1,objects", 3, False)
    assert recipe.tables() == {"dream": {"octaves": 2}}
    assert options_given("-l", "conv1", "--channels", "all")[3].channels == "all"
    assert options_given("--all")[3].every_layer


@pytest.mark.parametrize("setting", ATLAS_SETTINGS, ids=lambda setting: setting.key)
def test_options_of_a_render_mean_the_same(options_given, cli, replace_run, setting):
    value = {"source.size": "64x48", "model.mean_bgr": "1,2,3", "dream.octave_scale": "1.5"}.get(setting.key, "2")
    value = {"model.precision": "float32", "model.engine": "caffe", "model.tile": "256", "model.threads": "1"}.get(
        setting.key, value
    )
    chosen = []
    replace_run(lambda given: chosen.append(given) or 0)
    cli("photo.jpg", setting.spellings[0], value)
    assert options_given(setting.spellings[0], value)[2] == user_recipe(chosen[0].tables)


def test_help_names_every_option(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = cli("atlas", "--help").stdout
    spellings = [setting.spellings[0] for setting in ATLAS_SETTINGS]
    spellings += [f"--{name}" for name in ATLAS_ARGUMENTS if name not in ("picture", "every_layer")]
    assert [each for each in (*spellings, "--all") if each not in text] == []
    assert cli("atlas", "-h").stdout == text


@pytest.fixture(scope="module")
def motif():
    return caffe.load(MOTIF.prototxt, MOTIF.weights)


def test_every_caption_is_an_option_that_names_that_very_layer(cli, replace_run, motif):
    chosen = []
    replace_run(lambda given: chosen.append(given) or 0)
    for layer in every_layer(motif):
        for target in (Target(layer), Target(layer, (12,))):
            option = Place(target, 99).caption(1).option
            assert cli("photo.jpg", *shlex.split(option)).code == 0
            said = Target.parse(chosen.pop().tables["dream"]["end"])
            assert (resolve_layer(motif, MOTIF.layers, said.layer), said.channels) == (layer, target.channels)


def test_the_command_above_the_tiles_asks_for_the_same_dream(cli, replace_run):
    chosen = []
    replace_run(lambda given: chosen.append(given) or 0)
    tables = {
        "dream": {
            "octaves": "3",
            "octave_scale": "1.3",
            "iterations": "7",
            "step_size": "2.5",
            "jitter": "5",
            "seed": "9",
        },
        "model": {"mean_bgr": "1,2.5,3", "precision": "float32", "weights": "net.caffemodel", "engine": "torch"},
        "source": {"size": "64x48"},
    }
    recipe, _ = complete(user_recipe(tables))
    _, *arguments = shlex.split(command_line("my photo.jpg", recipe, (64, 48)))
    assert cli(*arguments).code == 0
    assert chosen[0].input == "my photo.jpg"
    again, _ = complete(user_recipe(chosen[0].tables))
    assert again.model_copy(update={"model": recipe.model}) == recipe
    assert again.model.model_dump(exclude={"name"}) == recipe.model.model_dump(exclude={"name"})


REFUSALS = {
    "no output": ([], "no output given; add -o FILE.png or -o FILE.mp4"),
    "an unknown extension": (["-o", "a.xyz"], "a.xyz has the extension '.xyz', so its format is unclear; known ext"),
    "an output that exists": (["-o", "old.png"], "old.png exists; use --overwrite (-y) to replace it"),
    "a channel too many": (
        ["-o", "a.png", "-l", "motif4", "--channels", "0-43"],
        "layer 'motif4' has channels 0 to 42",
    ),
    "odd channels": (["-o", "a.png", "--channels", "some"], "--channels: 'some' is neither 'all' nor numbers like"),
    "an unknown layer": (["-o", "a.png", "--layers", "conv1,conv9"], "unknown layer 'conv9'; did you mean"),
    "too large a sheet": (["-o", "a.png", "--size", "32x5000", "--columns", "1"], "the sheet would be "),
    "an odd size": (["-o", "a.png", "--size", "big"], "--size: 'big' is not a size like 640x360"),
    "no columns": (["-o", "a.png", "--columns", "0"], "--columns should be at least 1, not 0"),
    "columns in words": (["-o", "a.png", "--columns", "two"], "invalid value for '--columns': "),
    "all and some": (["-o", "a.png", "--all", "--layers", "conv1"], "--all shows every layer"),
    "an option of films": (["-o", "a.png", "--fps", "3"], "no such option: --fps"),
}


@pytest.mark.parametrize(("arguments", "sentence"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_is_one_sentence_and_leaves_nothing(atlas, folder, arguments, sentence):
    (folder / "old.png").touch()
    outcome = atlas(*arguments)
    assert outcome.stderr.startswith(f"dreamstream: {sentence}")
    assert outcome.stderr.count("\n") == 1
    assert (outcome.code, outcome.stdout) == (2, "")
    assert [(path.name, path.stat().st_size) for path in folder.iterdir()] == [("old.png", 0)]


def test_an_existing_output_is_replaced_if_asked(atlas, folder):
    (folder / "old.png").touch()
    assert atlas("-o", "old.png", "-y", "-l", "conv1", "-q").code == 0
    assert (folder / "old.png").stat().st_size > 0


def test_the_picture_itself_is_never_replaced(cli, folder, seed_picture):
    (folder / "photo.jpg").write_bytes(seed_picture.read_bytes())
    outcome = cli("atlas", "photo.jpg", *QUICK, "-o", "./photo.jpg", "-y")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr == "dreamstream: 'photo.jpg' is an input itself; give the output another name\n"
    assert (folder / "photo.jpg").read_bytes() == seed_picture.read_bytes()


@pytest.mark.parametrize(
    ("tiles", "said"),
    [
        (0, "stopped before the first tile; nothing written"),
        (2, "stopped, nothing written; 2 of 10 tiles kept, the same command goes on from there"),
    ],
)
def test_ctrl_c_keeps_tiles_writes_nothing_and_says_how_to_go_on(atlas, folder, monkeypatch, tiles, said):
    dream, dreamed = Dreamer.__call__, []

    def interrupted(dreamer, frame):
        if len(dreamed) == tiles:
            signal.raise_signal(signal.SIGINT)
        dreamed.append(frame)
        return dream(dreamer, frame)

    monkeypatch.setattr(Dreamer, "__call__", interrupted)
    outcome = atlas("-o", "a.png")
    assert (outcome.code, outcome.stderr.splitlines()[-1]) == (130, said)
    assert list(folder.iterdir()) == []
    if tiles:
        assert atlas("-o", "a.png").stderr.endswith("10 tiles, 2 of them dreamed before\n")


def test_a_models_weights_are_fetched_first(atlas, folder, publish):
    publish()
    outcome = atlas("-o", "a.png", "--model", "tiny", "--layers", "mix/output")
    assert outcome.code == 0
    assert [line.split()[0] for line in outcome.stderr.splitlines()[:3]] == ["fetching", "fetched", "tiny,"]
    assert (folder / "a.png").is_file()
