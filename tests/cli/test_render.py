"""What a user meets: films, refusals."""

import os
import re
import shutil
import sys
from contextlib import suppress
from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.caffe.caffe_pb2 import BlobProto
from dreamstream.distortions import Rotate, Zoom, create
from dreamstream.preset import load_preset


@pytest.fixture
def recipe_of(render_quickly, monkeypatch):
    """Return the recipe that these options make."""
    recipes = []
    monkeypatch.setattr("dreamstream.api.render", lambda recipe, *_, **__: recipes.append(recipe))

    def recipe_of(*options):
        outcome = render_quickly("-o", "out.mp4", *options)
        assert (outcome.code, outcome.stderr) == (0, "")
        return recipes.pop()

    return recipe_of


@pytest.fixture
def gif(folder, render_quickly, read_film):
    """Return times and pictures of the GIF that these options make."""

    def gif(*options):
        assert render_quickly("-o", "out.gif", "-y", "-q", *options).code == 0
        times, pictures = zip(*read_film(folder / "out.gif"), strict=True)
        return list(times), np.array(pictures, dtype=float)

    return gif


def test_a_film_is_made_and_told_of(folder, render_quickly, read_film):
    outcome = render_quickly("-o", "out.mp4", "--frames", "3")
    assert (outcome.code, outcome.stdout) == (0, "")
    first, *_, last = outcome.stderr.splitlines()
    assert re.fullmatch(r"motif, layers? [^;]+, on .+, float32; 64x48, 3 frames at 24 fps -> out\.mp4", first)
    assert re.fullmatch(r"wrote out\.mp4: 3 frames, \d+\.\d\d s each", last)
    assert len(read_film(folder / "out.mp4")) == 3
    assert [path.name for path in folder.iterdir()] == ["out.mp4"]


def test_a_film_is_dreamed_by_an_installed_caffe(stand_in, gif, render_quickly):
    times, dreamed = gif("--frames=2", "--engine=caffe")
    assert len(times) == 2
    assert len(stand_in.passes) >= 2 * len(times)
    # The engines differ by rounding, which the palette may turn into a shade.
    assert abs(dreamed - gif("--frames=2", "--engine=torch")[1]).mean() < 1
    assert "by BVLC Caffe, float32; 64x48" in render_quickly("-o", "out.mp4", "-n1", "--engine=caffe").stderr


def test_without_an_installed_caffe_one_sentence_says_so(folder, render_quickly, monkeypatch):
    monkeypatch.setitem(sys.modules, "caffe", None)
    outcome = render_quickly("-o", "out.mp4", "--engine", "caffe")
    assert outcome.stderr.startswith("dreamstream: engine 'caffe' needs BVLC Caffe's Python module, which can't be")
    assert (outcome.code, outcome.stderr.count("\n"), list(folder.iterdir())) == (2, 1, [])


@pytest.mark.parametrize("name", ["out.mp4", "out.gif"])
def test_one_frame_is_a_film(folder, render_quickly, read_film, name):
    assert render_quickly("-o", name, "--frames", "1").code == 0
    assert len(read_film(folder / name)) == 1


def test_several_outputs_are_written_at_once(folder, render_quickly, read_film):
    outcome = render_quickly("-o", "out.mkv", "-o", "out.gif", "-o", "%d.png", "--frames", "3")
    assert outcome.code == 0
    assert outcome.stderr.splitlines()[-1].startswith("wrote out.mkv, out.gif, %d.png: 3 frames")
    assert len(read_film(folder / "out.mkv")) == len(read_film(folder / "out.gif")) == 3
    assert sorted(path.name for path in folder.glob("*.png")) == ["1.png", "2.png", "3.png"]


def test_a_picture_is_one_dream_or_that_of_the_frame_asked_for(folder, render_quickly):
    assert "1 frame at 24 fps -> dream.png" in render_quickly("-o", "dream.png").stderr
    assert render_quickly("-o", "third.png", "-o", "%d.png", "--frames", "3").code == 0
    pictures = {path.name: cv2.imread(str(path)) for path in folder.iterdir()}
    np.testing.assert_array_equal(pictures["dream.png"], pictures["1.png"])
    np.testing.assert_array_equal(pictures["third.png"], pictures["3.png"])
    assert len(pictures) == 5


@pytest.fixture
def stdout(monkeypatch):
    """Let the film go to a pipe rather than to the standard output, and return the end to read."""
    reading, writing = os.pipe()
    monkeypatch.setattr("dreamstream.sinks.pipe.STDOUT", writing)
    with os.fdopen(reading, "rb") as file, suppress(OSError):
        yield file
    os.close(writing)


def test_a_film_goes_to_stdout_and_words_do_not(stdout, render_quickly):
    outcome = render_quickly("-o", "-", "--frames", "3", "--format", "rawvideo", "--pix-fmt", "rgb24")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert outcome.stderr.splitlines()[-1].startswith("wrote stdout: 3 frames")
    assert len(os.read(stdout.fileno(), 1 << 20)) == 3 * 64 * 48 * 3


def test_a_reader_that_has_had_enough_ends_it_quietly(stdout, render_quickly):
    stdout.close()
    outcome = render_quickly("-o", "-")
    assert outcome.code == 0
    assert outcome.stderr.splitlines()[-1] == "stopped before the first frame; nothing written"


def test_an_addresss_key_is_not_shown(render_quickly):
    outcome = render_quickly("-o", "tcp://127.0.0.1:1/app/secret")
    assert outcome.code == 1
    assert "tcp://127.0.0.1:1 can't be written: Connection refused" in outcome.stderr
    assert "secret" not in outcome.stderr


def test_a_file_called_like_a_verb_can_be_rendered(cli, folder, seed_picture, read_film):
    shutil.copy(seed_picture, folder / "models")
    assert cli("./models", "-o", "out.gif", "--size=64x48", "--octaves=1", "--iterations=1", "--frames=2").code == 0
    assert len(read_film(folder / "out.gif")) == 2


def test_quiet_says_nothing_not_even_notices(render_quickly):
    options = ("-o", "out.mp4", "--frames=1", "--size=63x47", "-y")
    assert "yuv420p needs even sizes" in render_quickly(*options).stderr
    assert render_quickly(*options, "-q").stderr == ""


def test_notices_of_one_run_are_not_told_again_by_the_next(render_quickly):
    for _ in range(2):
        outcome = render_quickly("-o", "out.mp4", "--frames=1", "--size=63x47", "-y")
        assert outcome.stderr.count("yuv420p needs even sizes") == 1


def test_reverse_plays_the_same_frames_backwards(gif):
    times, forward = gif("--frames=3")
    reversed_times, backward = gif("--frames=3", "--reverse")
    assert times == reversed_times
    np.testing.assert_array_equal(backward, forward[::-1])


def test_a_boomerang_plays_the_same_frames_and_those_between_its_ends_again(gif):
    _, there = gif("--frames=4")
    times, there_and_back = gif("--frames=4", "--boomerang")
    assert len(times) == 6
    np.testing.assert_array_equal(there_and_back, there[[0, 1, 2, 3, 2, 1]])


def test_a_seamless_film_ends_near_its_beginning(gif):
    looks = ("--frames=8", "--distort=zoom=0.05", "--iterations=3")
    ends = {option: gif(*looks, *option)[1][[0, -1]] for option in ((), ("--seamless",))}
    plain, closed = (abs(first - last).mean() for first, last in ends.values())
    assert closed < 0.7 * plain


def test_duration_and_fps_say_when_frames_come(gif):
    times, _ = gif("--duration=0.5", "--fps=10")
    assert times == [Fraction(each, 10) for each in range(5)]


def test_seed_and_colour_lock_change_the_film(gif):
    _, plain = gif("--frames=2")
    for option in ("--seed=1", "--colour-lock=0.5"):
        _, other = gif("--frames=2", option)
        assert abs(other - plain).mean() > 0.1


def test_a_still_for_which_no_look_is_asked_falls_inwards(recipe_of):
    assert recipe_of() == recipe_of("--preset", "zoom")


def test_a_video_is_not_distorted_unless_asked(render_quickly, cli, folder, monkeypatch):
    assert render_quickly("-o", "clip.mp4", "--frames=2", "-q").code == 0
    recipes = []
    monkeypatch.setattr("dreamstream.api.render", lambda recipe, *_, **__: recipes.append(recipe))
    assert cli("clip.mp4", "-o", "dreamed.mp4").code == 0
    assert recipes[0].distort is None


def test_zoom_changes_every_frame_but_the_first(gif, folder):
    (folder / "still.toml").touch()
    _, plain = gif("--frames=2", "--jitter=0", "--preset=still.toml")
    for scale in ("0.05", "1.05", "-0.05"):
        _, zoomed = gif("--frames=2", "--jitter=0", "--zoom", scale)
        np.testing.assert_array_equal(zoomed[0], plain[0])
        assert abs(zoomed[1] - plain[1]).mean() > 1


def test_zoom_comes_after_what_the_preset_does(recipe_of):
    assert recipe_of("--zoom", "1.05").distort == (Zoom(scale=1.05),)
    for name in ("rotate", "vstretch"):
        expected = (*load_preset(name).distort, Zoom(scale=0.05))
        assert recipe_of("--preset", name, "--zoom", "0.05").distort == expected


def test_distortions_take_the_place_of_the_presets(recipe_of):
    expected = (Zoom(scale=0.03), Rotate(degrees=1.5), create({"type": "zoom", "scale": "t/9"}))
    assert recipe_of("--distort", "zoom=0.03,rotate=1.5", "--distort", "zoom=t/9").distort == expected
    for preset in ("rotate", "vstretch"):
        options = ("--preset", preset, "--distort", "zoom=0.03", "--zoom", "0.01")
        assert recipe_of(*options).distort == (Zoom(scale=0.03), Zoom(scale=0.01))


def test_any_key_can_be_set_as_in_toml_or_as_text(recipe_of):
    keys = ("dream.hold_frames=3", "dream.end=['parts', \"objects\"]", "source.size = 64x48", "dream.clip=false")
    recipe = recipe_of(*(part for key in keys for part in ("--set", key)))
    assert (recipe.dream.hold_frames, recipe.dream.end) == (3, ("parts", "objects"))
    assert (recipe.source.size, recipe.dream.clip) == ((64, 48), False)


def test_what_is_set_goes_over_all_else_and_the_last_over_the_first(recipe_of, folder):
    (folder / "mine.toml").write_text("per_model.'squeezenet_v1.1'.dream.octaves = 5")
    name = "per_model.'squeezenet_v1.1'.dream.octaves=7"
    options = ("--preset", "mine.toml", "--set", "dream.octaves=9", "--set", "dream.octaves=3+f", "--set", name)
    recipe = recipe_of(*options)
    assert str(recipe.dream.octaves) == "3+f"
    assert recipe.for_model("squeezenet_v1.1").dream.octaves == 7


def test_a_layer_may_change_at_certain_frames(render_quickly):
    outcome = render_quickly("-o", "out.mp4", "--frames=2", "--layer", "0:(parts), 1:(motif4:random(3))")
    assert outcome.code == 0
    assert "motif4" in outcome.stderr.splitlines()[0]


def test_options_go_over_the_preset_and_over_what_it_says_for_the_model(recipe_of, folder):
    (folder / "mine.toml").write_text(
        "dream.octaves = 3\ndream.blend = 0.5\nsink.crf = 30\n"
        "per_model.motif.dream.seed = 7\nper_model.motif.dream.clip = false"
    )
    recipe = recipe_of("--preset", "mine.toml", "--seed", "0", "--blend", "0").for_model("motif")
    assert (recipe.dream.octaves, recipe.dream.seed, recipe.dream.blend) == (1, 0, 0)
    assert (recipe.dream.clip, recipe.sink.crf) == (False, 30)


def test_the_mean_is_three_numbers_or_a_file(recipe_of, folder):
    mean = BlobProto(num=1, channels=3, height=1, width=1, data=[1, 2, 3])
    (folder / "mean.binaryproto").write_bytes(mean.SerializeToString())
    assert recipe_of("--mean", "104,117,123").model.mean_bgr == (104, 117, 123)
    assert recipe_of("--mean", "mean.binaryproto").model.mean_bgr == (1, 2, 3)


@pytest.fixture
def bad_files(folder, seed_picture, small_model):
    """Inputs and models that are not what their names say."""
    prototxt, caffemodel = small_model
    picture = seed_picture.read_bytes()
    (folder / "good.jpg").write_bytes(picture)
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("This is not a picture.\n" * 20)
    (folder / "cut.jpg").write_bytes(picture[: len(picture) // 2])
    (folder / "folder.jpg").mkdir()
    (folder / "old.mp4").write_bytes(b"earlier")
    (folder / "net.prototxt").write_bytes(prototxt.read_bytes())
    (folder / "net.caffemodel").write_bytes(caffemodel.read_bytes())
    (folder / "cut.caffemodel").write_bytes(caffemodel.read_bytes()[:5000])
    (folder / "other.prototxt").write_text(prototxt.read_text().replace("num_output: 16", "num_output: 8"))
    (folder / "broken.prototxt").write_text('name: "broken"\nlayer { name: }\n')
    (folder / "bad.toml").write_text("dream.octavs = 3")
    return folder


# Arguments (the output is out.mp4 unless they name one), exit code, the sentence or its beginning.
REFUSALS = {
    "a missing file": ("none.jpg", 1, "no such file: 'none.jpg'"),
    "an empty file": ("empty.jpg", 1, "'empty.jpg' is empty"),
    "a text": ("text.jpg", 1, "'text.jpg' is neither a picture nor a video that can be decoded"),
    "a cut picture": ("cut.jpg", 1, "'cut.jpg' is damaged or cut short; the picture in it can't be decoded"),
    "a directory": ("folder.jpg", 1, "'folder.jpg' is a directory; name a picture or a video in it"),
    "a bad noise": ("noise:big", 2, "'noise:big' states no size; write noise:WxH"),
    "an output that exists": ("none.jpg -o old.mp4", 2, "old.mp4 exists; use --overwrite (-y) to replace it"),
    "an output in no folder": ("good.jpg -o nowhere/out.mp4", 1, "there is no folder nowhere to write out.mp4 into"),
    "an unknown extension": ("good.jpg -o out.xyz", 2, "out.xyz has the extension '.xyz', so its format is unclear"),
    "no extension": ("good.jpg -o out", 2, "out has no extension, so its format is unclear"),
    "an unknown preset": ("good.jpg -p zom", 2, "unknown preset 'zom'; did you mean 'zoom'"),
    "a preset with a slip": ("good.jpg -p bad.toml", 2, "bad.toml: unknown key 'dream.octavs'; did you mean"),
    "a preset that is missing": ("good.jpg -p none.toml", 2, "can't read the recipe 'none.toml': No such file"),
    "an unknown layer": ("good.jpg -l inception_4z/output", 2, "unknown layer 'inception_4z/output'; did you mean 'in"),
    "an unknown channel": ("good.jpg -l motif4:4000", 2, "layer 'motif4' has channels 0 to"),
    "a slip in the channels": ("good.jpg -l motif4:x", 2, "'motif4:x' is no place to dream"),
    "an unknown model": ("good.jpg -m motiv", 2, "unknown model 'motiv'; did you mean 'motif'?"),
    "a missing prototxt": ("good.jpg -m none.prototxt", 2, "no such file: 'none.prototxt'"),
    "a model without weights": ("good.jpg -m net.prototxt", 2, "model 'net' comes without weights"),
    "a model out of reach": ("good.jpg -m vgg16 -q", 1, "VGG_ILSVRC_16_layers.caffemodel could not be downloaded"),
    "a broken prototxt": (
        "good.jpg -m broken.prototxt --weights net.caffemodel",
        1,
        "broken.prototxt, line 2, column 15: ",
    ),
    "weights that do not fit": (
        "good.jpg -m other.prototxt --weights net.caffemodel",
        1,
        "net.caffemodel: layer 'conv1' blob 0 (weights) is 16 x 3 x 7 x 7, but the prototxt asks for 8 x ? x 7 x 7",
    ),
    "cut weights": (
        "good.jpg -m net.prototxt --weights cut.caffemodel",
        1,
        "cut.caffemodel is not a whole caffemodel: it is damaged or cut short",
    ),
    "missing weights": (
        "good.jpg -m net.prototxt --weights none.caffemodel",
        1,
        "none.caffemodel does not exist",
    ),
    "an octave scale below 1": ("good.jpg --octave-scale 0.6", 2, "--octave-scale should be greater than 1, not 0.6"),
    "no octave": ("good.jpg --octaves 0", 2, "--octaves should be greater than 0, not 0"),
    "half an octave": ("good.jpg --octave_n 2.5", 2, "--octaves should be a whole number, not 2.5"),
    "octaves that come to nothing": (
        "good.jpg --octaves 0*t",
        2,
        "--octaves: '0*t' is 0 at frame 0, and octaves should",
    ),
    "a bad size": ("good.jpg --size 640", 2, "--size: '640' is not a size like 640x360"),
    "a size of nothing": ("good.jpg --size 0x48", 2, "--size: a side is from 1 to 16384 pixels, which 0x48 is not"),
    "a size too small for the network": ("good.jpg --size 2x2", 1, "layer 'pool1'"),
    "a bad rate": ("good.jpg --fps fast", 2, "--fps: 'fast' is not a number like 24, 29.97 or 30000/1001"),
    "a rate of nothing": ("good.jpg --fps 0", 2, "--fps: 0 is not above 0"),
    "a negative number of frames": ("good.jpg --frames -3", 2, "--frames should be greater than 0, not -3"),
    "a bad duration": ("good.jpg -t long", 2, "--duration: 'long' is not a time"),
    "a mean in words": ("good.jpg --mean nonsense", 2, "--mean: 'nonsense' is not blue, green and red levels like"),
    "a missing mean": ("good.jpg --mean none.binaryproto", 1, "none.binaryproto does not exist"),
    "too large a zoom": ("good.jpg --zoom 3", 2, "zoom: scale: 3 is neither a fraction of the picture"),
    "too large a share": ("good.jpg --blend 1.5", 2, "--blend should be less than or equal to 1, not 1.5"),
    "a key that is not there": (
        "good.jpg --set dream.stp_size=2",
        2,
        "--set: unknown key 'dream.stp_size'; did you me",
    ),
    "a key that is a table": ("good.jpg --set dream=2", 2, "--set: dream should be a table, not 2"),
    "no assignment": (
        "good.jpg --set dream.clip",
        2,
        "--set takes KEY=VALUE, like dream.step_size=2, not 'dream.clip'",
    ),
    "brackets without end": (
        f"good.jpg --set dream.end={'[' * 5000}",
        2,
        "unknown layer '[[[[[",
    ),
    "too large a crf": ("good.jpg --crf 99", 2, "libx264 takes a quality (--crf) from 0 (best) to 51, not 99"),
    "an unknown palette": ("good.jpg --gif-palette last", 2, "--gif-palette should be 'frame' or 'first', not last"),
    "an unknown codec": ("good.jpg --codec h264x", 2, "unknown codec 'h264x'; did you mean 'h264'"),
    "a codec of another container": ("good.jpg --codec ffv1", 2, "mp4 can't hold ffv1 (ffv1); it holds h264, hevc"),
    "an unknown speed": ("good.jpg --preset-speed warp", 2, "--preset-speed should be 'ultrafast', 'superfast'"),
    "an unknown pixel format": ("good.jpg --pix-fmt yuv42", 2, "unknown pixel format of libx264 'yuv42'; did you"),
    "a format for a name that has one": ("good.jpg --format nut", 2, "--format is for -, an address or an unknown"),
    "pictures in no folder": ("good.jpg -o no/%d.png", 1, "there is no folder no to write 1.png into"),
    "one output twice": ("good.jpg -o a.gif -o a.gif", 2, "a.gif can only be written once at a time"),
    "an unknown protocol": ("good.jpg -o rtmq://a/b", 2, "unknown protocol 'rtmq'; did you mean 'rtmp'"),
    "an unknown device": ("good.jpg --device abacus", 2, "device 'abacus' is not available here"),
    "an unknown engine": ("good.jpg --engine cafe", 2, "--engine should be 'torch' or 'caffe', not cafe"),
    "an unknown precision": ("good.jpg --precision half", 2, "--precision should be 'auto', 'float32'"),
}


def states(folder):
    """Name to size and time of the last change of every file in a folder."""
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}


@pytest.mark.parametrize(("arguments", "code", "sentence"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_is_one_sentence_and_leaves_nothing(cli, bad_files, arguments, code, sentence):
    before = states(bad_files)
    output = () if " -o " in arguments else ("-o", "out.mp4")
    outcome = cli(*arguments.split(), *output)
    assert outcome.stderr.startswith(f"dreamstream: {sentence}")
    assert outcome.stderr.count("\n") == 1
    assert (outcome.code, outcome.stdout) == (code, "")
    assert states(bad_files) == before


@pytest.mark.parametrize(
    ("option", "value", "complaint", "before"),
    [
        ("--octaves", "four", "--octaves: unknown variable 'four'; known: N, e, f, h, n, pi, t, tau, w", ""),
        ("--zoom", "in", "zoom: scale: unknown variable 'in'; did you mean 'n'?", ""),
        ("--layer", "0:(parts), 9:objects", "--layer: a value is written in brackets, like 48:(objects)", " " * 13),
        ("--distort", "zoom=scl=1", "unknown zoom option 'scl'; did you mean 'scale'?", "     "),
        ("--set", "dream.blend=t+", "--set: dream.blend: something is missing at the end", "  "),
    ],
)
def test_what_can_not_be_read_is_shown_with_its_place(cli, bad_files, option, value, complaint, before):
    outcome = cli("good.jpg", "-o", "out.mp4", option, value)
    sentence, text, caret = outcome.stderr.splitlines()
    assert (outcome.code, sentence) == (2, f"dreamstream: {complaint}")
    assert text.strip() in value
    assert caret == f"  {before}^"


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ("--blend=2*f", "'2[*]f' is 2 at frame 1, and blend should be less than or equal to 1"),
        ("--zoom=f+2", "zoom: scale: 3 is neither a fraction .*, as at frame 1 of scale = 'f[+]2'"),
    ],
)
def test_a_number_that_would_get_out_of_range_is_refused_before_the_film_begins(
    folder, render_quickly, option, complaint
):
    outcome = render_quickly("-o", "out.mp4", "-q", "--frames=4", option)
    assert outcome.code == 2
    assert re.fullmatch(rf"dreamstream: {complaint}\n", outcome.stderr)
    assert list(folder.iterdir()) == []


def test_an_output_has_to_be_named(cli):
    outcome = cli("in.jpg")
    assert (outcome.code, outcome.stderr) == (
        2,
        "dreamstream: no output given; add -o FILE.mp4 or -o FILE.gif, or --preview\n",
    )


@pytest.fixture
def pictures(folder):
    """Three numbered pictures, 40x40."""
    (folder / "in").mkdir()
    for number in (1, 2, 3):
        cv2.imwrite(str(folder / "in" / f"{number}.png"), np.full((40, 40, 3), 60 * number, np.uint8))


UNDREAMED = ("--iterations=0", "--octaves=1", "--blend=1", "--device=cpu")


@pytest.mark.usefixtures("pictures")
def test_numbered_pictures_become_a_film_of_what_was_chosen(folder, cli, read_film):
    shape = ("--size=64x48", "--fit=pad", "--crf=0")
    outcome = cli("in/%d.png", "-o", "out.mp4", "--from", "0:00.5", "--to=1.5", "--fps=2", *shape, *UNDREAMED)
    assert outcome.code == 0, outcome.stderr
    assert "64x48, 2 frames at 2 fps" in outcome.stderr
    film = read_film(folder / "out.mp4")
    assert [(time, round(int(pixels[24, 32, 0]) / 60)) for time, pixels in film] == [(0, 2), (0.5, 3)]
    assert film[0][1][:, :6].max() < 20


@pytest.mark.usefixtures("pictures")
def test_a_film_is_read_from_a_pipe(folder, cli, read_film, monkeypatch):
    assert cli("in/*.png", "-o", "first.mp4", "--crf=0", *UNDREAMED).code == 0
    with (folder / "first.mp4").open() as film:
        monkeypatch.setattr(sys, "stdin", film)
        assert cli("-", "-o", "out.mp4", "--every=2", "--crf=0", *UNDREAMED).code == 0
    assert [round(int(pixels[20, 20, 0]) / 60) for _, pixels in read_film(folder / "out.mp4")] == [1, 3]


def test_an_input_that_can_not_be_opened_is_refused_in_a_sentence(folder, cli):
    for given, sentence in (
        (["tcp://127.0.0.1:9"], "can't open 'tcp://127.0.0.1:9': Connection refused"),
        (["f%04d.png"], "no file is called like 'f%04d.png'"),
        (["noise:8x8", "--from=2", "--to=1"], "the end at 1 s must be after the beginning at 2 s"),
        (["noise:8x8", "--fit=fill"], "--fit should be 'crop', 'pad' or 'stretch', not fill"),
    ):
        outcome = cli(*given, "-o", "out.mp4")
        assert outcome.code in (1, 2)
        assert sentence in outcome.stderr
        assert list(folder.iterdir()) == []


def test_a_loop_that_has_settled_moves_on_and_says_so(folder, render_quickly):
    outcome = render_quickly("-o", "out.gif", "-n5", "--evolve", "--set=evolve.patience_frames=2")
    told = [line for line in outcome.stderr.splitlines() if "settled" in line]
    assert told == [
        "frame 1: the picture has settled; now dreaming at inception_4c/output",
        "frame 3: the picture has settled; now dreaming at inception_3a/output",
    ]
    assert render_quickly("-o", "one.gif", "--evolve", "--blend=1").stderr.startswith(
        "dreamstream: only a dream that feeds on itself evolves"
    )
    assert [path.name for path in folder.iterdir()] == ["out.gif"]


def test_a_plan_is_told_and_nothing_written(folder, render_quickly):
    (folder / "out.mp4").write_bytes(b"earlier")
    outcome = render_quickly("-o", "out.mp4", "-o", "out.gif", "--frames", "3", "--plan")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert re.fullmatch(
        r"plan: 64x48, 3 frames, about \d+\.\d\d s each, \d:\d\d in all; memory about [\d.]+ [MG]B, "
        r"output about 0\.0 MB\n",
        outcome.stderr,
    )
    assert (folder / "out.mp4").read_bytes() == b"earlier"
    assert [path.name for path in folder.iterdir()] == ["out.mp4"]


def test_a_plan_needs_no_output(render_quickly):
    outcome = render_quickly("--plan")
    assert outcome.code == 0
    assert outcome.stderr.startswith("plan: 64x48, 240 frames, about")
    assert "output" not in outcome.stderr


def test_without_a_dream_there_is_a_plan_too(render_quickly):
    outcome = render_quickly("--plan", "--motion-only")
    assert outcome.code == 0, outcome.stderr
    assert outcome.stderr.startswith("plan: 64x48, 240 frames, about 0.")
