"""A recipe that came with a film: printed, and followed."""

import tomllib

import cv2
import numpy as np
import pytest

from dreamstream.recipe import Recipe

KINDS = ["mp4", "gif", "mkv", "png", "apng"]


@pytest.fixture
def made(folder, render_quickly):
    """Four frames with a look of their own as films and pictures, without loss as out.mkv and %d.png."""
    outputs = [part for name in ("out.mp4", "out.gif", "out.apng", "%d.png") for part in ("-o", name)]
    look = ("--preset=rotate", "--zoom=0.1", "--layer=textures", "--seed=5", "--frames=4")
    assert render_quickly(*outputs, *look).code == 0
    assert render_quickly("-o", "out.mkv", "--codec=ffv1", *look).code == 0
    (folder / "4.png").rename(folder / "out.png")
    return folder


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_printed_as_toml_and_followed_to_the_same_frames(made, cli, seed_picture, read_film, kind):
    printed = cli("recipe", f"out.{kind}")
    assert (printed.code, printed.stderr) == (0, "")
    recipe = Recipe.parse(tomllib.loads(printed.stdout))
    assert (recipe.dream.seed, recipe.origin.preset, recipe.origin.source) == (5, "rotate", "seed.jpg")
    options = ("--size=64x48", "--frames=4", "--device=cpu")
    outputs = ("-o", "like.mkv", "-o", "like%d.png")
    followed = cli(seed_picture, "--like", f"out.{kind}", *options, *outputs, "--codec=ffv1")
    assert followed.code == 0
    assert "another model" not in followed.stderr
    for (_, pixels), (_, expected) in zip(read_film(made / "like.mkv"), read_film(made / "out.mkv"), strict=True):
        np.testing.assert_array_equal(pixels, expected)
    np.testing.assert_array_equal(cv2.imread("like1.png"), cv2.imread("1.png"))


def test_printed_and_saved_it_is_a_preset_with_all_of_it(made, cli, seed_picture, read_film):
    (made / "saved.toml").write_text(cli("recipe", "out.mkv").stdout)
    assert cli(seed_picture, "--preset=saved.toml", "-o", "again.mkv").code == 0
    for (_, pixels), (_, expected) in zip(read_film(made / "again.mkv"), read_film(made / "out.mkv"), strict=True):
        np.testing.assert_array_equal(pixels, expected)
    assert tomllib.loads(cli("recipe", "again.mkv").stdout)["origin"]["preset"] == "saved.toml"


def test_no_embed_leaves_it_out(folder, render_quickly, cli):
    assert render_quickly("-o", "out.mp4", "-o", "out.png", "--frames=1", "--no-embed").code == 0
    for name in ("out.mp4", "out.png"):
        refused = cli("recipe", name)
        assert (refused.code, refused.stdout) == (2, "")
        assert refused.stderr.startswith(f"dreamstream: '{name}' carries no recipe: ")


@pytest.fixture
def followed(render_quickly, monkeypatch):
    """Return the recipe that follows the look of a file, and what is said."""
    recipes = []
    monkeypatch.setattr("dreamstream.api.render", lambda recipe, *_, **__: recipes.append(recipe))

    def followed(name, *options):
        outcome = render_quickly("-o", "new.mp4", "--like", name, *options)
        assert outcome.code == 0, outcome.stderr
        return recipes.pop(), outcome.stderr

    return followed


def test_other_options_lie_over_it(folder, followed):
    (folder / "look.toml").write_text(
        "dream = {seed = 3, hold_frames = 2, objective = 'objects'}\nsource.frames = 3\nsink.codec = 'ffv1'\n"
        "distort = [{type = 'rotate'}]\nper_model.motif.dream.seed = 4"
    )
    recipe, said = followed("look.toml")
    assert (recipe.dream.seed, recipe.dream.hold_frames, recipe.dream.octaves) == (3, 2, 1)
    assert (recipe.for_model("motif").dream.seed, recipe.source.frames, recipe.sink.codec) == (4, None, None)
    assert [each.type for each in recipe.distort] == ["rotate"]
    assert said == ""
    recipe, _ = followed("look.toml", "--seed=9", "--layer=parts", "--zoom=0.1")
    assert (recipe.for_model("motif").dream.seed, recipe.dream.objective, recipe.dream.end) == (9, None, "parts")
    assert [each.type for each in recipe.distort] == ["rotate", "zoom"]


def test_a_look_without_distortions_stays_without(folder, followed):
    (folder / "look.toml").write_text("dream.seed = 3")
    assert followed("look.toml")[0].distort is None


def test_files_that_it_names_are_told_and_used(folder, followed, seed_picture):
    (folder / "look.toml").write_text(f"dream.guide = '{seed_picture}'\ndream.mask = \"mask\\u001b[2J.png\"")
    recipe, said = followed("look.toml")
    assert said == f"the recipe of look.toml names files, which are used: '{seed_picture}', 'mask\\x1b[2J.png'\n"
    assert recipe.dream.guide == seed_picture


REFUSALS = {
    "a preset besides": (("--like=look.toml", "--preset=zoom"), "--like and --preset both say the look; give one"),
    "a file that is not there": (("--like=none.mp4",), "can't read 'none.mp4': No such file or directory"),
    "a file without one": (("--like=text.mp4",), "'text.mp4' carries no recipe: dreamstream did not make it"),
    "a key that is not there": (("--like=wrong.toml",), "wrong.toml: unknown key 'dream.octavs'; did you mean"),
    "a distortion that is not installed": (("--like=foreign.toml",), "foreign.toml: distort.0: unknown distortion 'x"),
    "a model that is not here": (("--like=model.toml",), "the model of model.toml is not here: unknown model 'mine'"),
}


@pytest.mark.parametrize(("options", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_one_sentence(folder, render_quickly, options, sentence):
    (folder / "look.toml").write_text("dream.seed = 3")
    (folder / "wrong.toml").write_text("dream.octavs = 3")
    (folder / "foreign.toml").write_text("distort = [{type = 'xyzzy'}]")
    (folder / "model.toml").write_text("model.name = 'mine'")
    (folder / "text.mp4").write_text("This is not a film.\n" * 20)
    refused = render_quickly("-o", "out.mp4", *options)
    assert refused.stderr.startswith(f"dreamstream: {sentence}")
    assert (refused.code, refused.stdout, refused.stderr.count("\n")) == (2, "", 1)
    assert not (folder / "out.mp4").exists()


def test_another_model_takes_the_place_of_one_that_is_not_here(folder, followed):
    (folder / "model.toml").write_text("model.name = 'mine'")
    assert followed("model.toml", "--model=motif")[0].model.name == "motif"


def test_a_model_that_has_changed_is_told_and_used(folder, render_quickly):
    (folder / "look.toml").write_text(f"[origin]\nmodel = 'motif'\nweights_sha256 = '{'0' * 64}'")
    outcome = render_quickly("--like=look.toml", "-o", "out.png")
    assert outcome.code == 0
    assert outcome.stderr.count("the recipe was made for another model 'motif'") == 1
