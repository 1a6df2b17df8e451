import tomllib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.distortions import Rotate, Zoom
from dreamstream.errors import UsageError
from dreamstream.recipe import Recipe

NAMES = st.text(max_size=8)
SHARES = st.floats(0, 1)
COUNTS = st.integers(0, 10**6)


def some(**keys):
    """A table with any of these keys."""
    return st.fixed_dictionaries({}, optional=keys)


SCHEDULES = st.sampled_from(["0.5 + 0.1*sin(t)", "0:(0.25), 60:(f/N) smooth", "max(w, h) / 99"])
DISTORTIONS = st.one_of(
    some(scale=st.floats(-0.5, 2) | SCHEDULES, centre_x=SHARES).map(lambda options: {"type": "zoom", **options}),
    some(degrees=st.floats(-360, 360), amount=SHARES | SCHEDULES).map(lambda options: {"type": "rotate", **options}),
    st.just({"type": "mix", "weights": [1.0], "distort": [{"type": "chain", "distort": [{"type": "zoom"}]}]}),
)
SETTINGS = {
    "model": some(
        name=NAMES,
        weights=NAMES,
        mean_bgr=st.lists(st.floats(0, 255), min_size=3, max_size=3),
        device=NAMES,
        threads=st.integers(1, 1024) | st.just("auto"),
    ),
    "dream": some(
        end=NAMES | st.lists(NAMES, min_size=1, max_size=3),
        objective=NAMES | st.lists(NAMES, min_size=1, max_size=3),
        amount=st.floats(-100, 100),
        octaves=st.integers(1, 32),
        octave_scale=st.floats(1, 16, exclude_min=True),
        iterations=COUNTS | SCHEDULES,
        step_size=st.floats(allow_nan=False, allow_infinity=False),
        clip=st.booleans(),
        blend=SHARES | SCHEDULES,
        seed=COUNTS,
        lock=some(strength=SHARES | SCHEDULES, chroma=SHARES),
    ),
    "distort": st.lists(DISTORTIONS, max_size=3),
    "source": some(
        size=st.tuples(st.integers(1, 16384), st.integers(1, 16384)).map("{0[0]}x{0[1]}".format),
        fps=st.fractions(Fraction(1, 100), 1000, max_denominator=1001).map(str),
        frames=st.integers(1, 10**6),
        from_seconds=st.fractions(0, 1000, max_denominator=1001).map(str),
        every=st.integers(1, 100),
        fit=st.sampled_from(["crop", "pad", "stretch"]),
    ),
    "sink": some(crf=st.floats(0, 51), loop=COUNTS, reverse=st.booleans(), boomerang=st.booleans()),
}
MODELS = st.sampled_from(["motif", "a.b", "other"])
RECIPES = some(**SETTINGS, description=NAMES, per_model=st.dictionaries(MODELS, some(**SETTINGS), max_size=2)).map(
    Recipe.parse
)


@pytest.fixture
def load(tmp_path):
    """Load a recipe of this text from 'look.toml'."""

    def load(text):
        path = tmp_path / "look.toml"
        path.write_text(text)
        return Recipe.load(path)

    return load


@given(RECIPES)
def test_what_is_dumped_is_loaded_again(recipe):
    assert Recipe.parse(tomllib.loads(recipe.dump())).tables() == recipe.tables()


@given(RECIPES)
def test_an_empty_recipe_changes_nothing(recipe):
    for same in (recipe.merge(Recipe()), Recipe().merge(recipe), recipe.merge(recipe)):
        assert same.tables() == recipe.tables()


@given(RECIPES, RECIPES, RECIPES)
def test_merging_is_associative(low, middle, high):
    assert low.merge(middle).merge(high).tables() == low.merge(middle.merge(high)).tables()


@given(RECIPES, RECIPES, MODELS)
def test_it_does_not_matter_whether_a_model_is_chosen_before_or_after_merging(under, over, model):
    chosen_after = under.merge(over).for_model(model)
    assert chosen_after.tables() == under.for_model(model).merge(over.for_model(model)).tables()


def test_a_file_is_the_recipe(load):
    recipe = load("""
        description = "a look"
        [dream]
        end = ["parts", "objects:3"]
        octave_scale = 1.5
        lock.strength = 0.5
        [[distort]]
        type = "zoom"
        scale = 1.05
        [[distort]]
        type = "rotate"
        [source]
        fps = "30000/1001"
        size = "640x360"
    """)
    assert recipe.dream.end == ("parts", "objects:3")
    assert recipe.dream.octave_scale == 1.5
    assert recipe.dream.lock.strength == 0.5
    assert recipe.distort == (Zoom(scale=1.05), Rotate())
    assert recipe.source.fps == Fraction(30000, 1001)
    assert recipe.source.size == (640, 360)
    assert recipe.dream.octaves is None


def test_what_is_set_above_hides_what_is_below_and_nothing_else_does():
    below = Recipe.parse({"dream": {"octaves": 3, "blend": 0.5, "lock": {"strength": 0.5, "contrast": 2.0}}})
    above = Recipe.parse({"dream": {"octaves": 2, "blend": None, "lock": {"strength": 0.7}}})
    assert below.merge(above).tables() == {
        "dream": {"octaves": 2, "blend": 0.5, "lock": {"strength": 0.7, "contrast": 2.0}}
    }


@pytest.mark.parametrize(
    ("table", "key", "below", "above"),
    [
        ("dream", "seed", 7, 0),
        ("dream", "iterations", 10, 0),
        ("dream", "blend", 0.5, 0.0),
        ("dream", "step_size", 1.5, 0.0),
        ("dream", "clip", True, False),
        ("sink", "crf", 18.0, 0.0),
        ("sink", "reverse", True, False),
    ],
)
def test_zero_and_false_are_values(table, key, below, above):
    merged = Recipe.parse({table: {key: below}}).merge(Recipe.parse({table: {key: above}}))
    assert merged.tables() == {table: {key: above}}


@pytest.mark.parametrize(("below", "above"), [("objective", "end"), ("end", "objective")])
def test_layer_and_objective_hide_each_other(below, above):
    under, over = (Recipe.parse({"dream": {key: "parts"}}) for key in (below, above))
    assert under.merge(over).tables() == {"dream": {above: "parts"}}
    for_one = Recipe.parse({"per_model": {"motif": {"dream": {below: "edges"}}}})
    assert for_one.merge(over).for_model("motif").tables() == {"dream": {above: "parts"}}
    assert over.merge(for_one).for_model("motif").tables() == {"dream": {below: "edges"}}


def test_lists_are_replaced_whole():
    below = Recipe.parse({"dream": {"end": ["a", "b", "c"]}, "distort": [{"type": "zoom"}, {"type": "rotate"}]})
    above = Recipe.parse({"dream": {"end": ["d"]}, "distort": [{"type": "rotate", "degrees": 2}]})
    assert below.merge(above) == above
    assert below.merge(Recipe.parse({"distort": []})).distort == ()


def test_a_model_gets_its_own_tables_and_no_others():
    recipe = Recipe.parse(
        {
            "dream": {"octaves": 3, "iterations": 6},
            "per_model": {"motif": {"dream": {"octaves": 2}}, "other": {"sink": {"crf": 30}}},
        }
    )
    assert recipe.for_model("motif").tables() == {"dream": {"octaves": 2, "iterations": 6}}
    assert recipe.for_model("a third").tables() == {"dream": {"octaves": 3, "iterations": 6}}


def test_what_a_user_sets_hides_what_a_preset_says_for_one_model():
    preset = Recipe.parse({"per_model": {"motif": {"dream": {"octaves": 2, "iterations": 6}}}})
    user = Recipe.parse({"dream": {"octaves": 5}})
    assert preset.merge(user).for_model("motif").tables() == {"dream": {"octaves": 5, "iterations": 6}}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("dream.octavs = 3", "unknown key 'dream.octavs'; did you mean 'dream.octaves' or"),
        ("dreem.octaves = 3", "unknown key 'dreem'; did you mean 'dream' or"),
        ("[per_model.motif]\ndream.octavs = 3", "unknown key 'per_model.motif.dream.octavs'; did you mean 'per_model."),
        ("[per_model.a.per_model.b]", "unknown key 'per_model.a.per_model'"),
        ("dream.octave_scale = 0.6", "dream.octave_scale should be greater than 1, not 0.6"),
        ("dream.octave_scale = 1", "dream.octave_scale should be greater than 1, not 1"),
        ("dream.octaves = 2.5", "dream.octaves should be a whole number, not 2.5"),
        ("dream.blend = '2 + f'", "dream.blend: '2 + f' is 2 at frame 0, and blend should be less than or equal to 1"),
        (
            "dream.octave_scale = 'f'",
            "dream.octave_scale: 'f' is 0 at frame 0, and octave_scale should be greater than",
        ),
        ("dream.blend = '1/f'", "dream.blend: '1/f' is inf at frame 0, which is no number to go on with"),
        ("dream.jitter = '9*n'", "dream.jitter: the variable n has no value here: it numbers columns or rows"),
        ("dream.step_size = nan", "dream.step_size should be a finite number, not nan"),
        ("dream.end = []", "dream.end: [] is neither a layer nor a list of layers"),
        ("act = [{}]", "act.0.frame is missing"),
        ("dream = 3", "dream should be a table, not 3"),
        ("source.fps = 'fast'", "source.fps: 'fast' is not a number like 24, 29.97 or 30000/1001"),
        ("source.size = '640'", "source.size: '640' is not a size like 640x360"),
        ("source.from_seconds = 'noon'", "source.from_seconds: 'noon' is not a time like 90, 1:30 or 0:01:30.5"),
        ("source.fit = 'fill'", "source.fit should be 'crop', 'pad' or 'stretch', not fill"),
        ("source.frames = 0", "source.frames should be greater than 0, not 0"),
        ("model.mean_bgr = [104, 117]", "model.mean_bgr: '[104, 117]' is not blue, green and red levels like"),
        ("model.precision = 'half'", "model.precision should be 'auto', 'float32', 'bfloat16' or 'float16', not half"),
        ("distort = 'zoom'", "distort should be a list, not zoom"),
        ("[[distort]]\ntype = 'zom'", "distort.0: unknown distortion 'zom'; did you mean 'zoom'?"),
        ("[[distort]]\ntype = 'zoom'\nscle = 1.1", "distort.0: unknown zoom option 'scle'; did you mean 'scale'?"),
        ("[[distort]]\ntype = 'zoom'\nscale = 3", "distort.0: zoom: scale: 3 is neither a fraction"),
        ("distort = ['zoom']", "distort.0: a distortion is a table with a type, which 'zoom' is not"),
        (
            "[[distort]]\ntype = 'chain'\ndistort = [{type = 'rotate', degrees = 400}]",
            "distort.0: chain: distort[0].degrees should be less than or equal to 360, not 400",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_file_and_key(load, tmp_path, text, complaint):
    with pytest.raises(UsageError) as caught:
        load(text)
    sentence = str(caught.value)
    assert sentence.startswith(f"{tmp_path / 'look.toml'}: {complaint}")
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "complaint", "line"),
    [
        ("dream.blend = '0.1*sni(t)'", "dream.blend: unknown function 'sni'; did you mean 'sin'", "0.1*sni(t)"),
        ("dream.lock.strength = 't+'", "dream.lock.strength: something is missing at the end", "t+"),
        ("dream.end = '9:(a), 5:(b)'", "dream.end: keyframes have to follow one another in time", "9:(a), 5:(b)"),
        ("[[distort]]\ntype = 'zoom'\nscale = '2*'", "distort.0: zoom: scale: something is missing", "2*"),
    ],
)
def test_a_schedule_that_can_not_be_read_is_shown_with_its_place(load, text, complaint, line):
    with pytest.raises(UsageError) as caught:
        load(text)
    sentence, shown, caret = str(caught.value).splitlines()
    assert complaint in sentence
    assert (shown.strip(), caret.strip()) == (line, "^")


def test_what_shows_a_place_is_told_last():
    with pytest.raises(UsageError, match=r"^dream\.octaves should be .*; dream\.blend: something is missing"):
        Recipe.parse({"dream": {"blend": "t+", "octaves": 0}})


def test_several_faults_are_told_together():
    with pytest.raises(UsageError, match=r"^dream\.octaves should be .*, not 0; dream\.blend should be .*, not 2$"):
        Recipe.parse({"dream": {"octaves": 0, "blend": 2}})


def test_keys_can_be_told_in_the_callers_own_words():
    with pytest.raises(UsageError, match=r"^--OCTAVES should be"):
        Recipe.parse({"dream": {"octaves": 0}}, spell=lambda key: f"--{key.removeprefix('dream.').upper()}")


def test_a_file_that_is_no_toml_is_refused_with_its_place(load):
    with pytest.raises(UsageError, match=r"look\.toml' is not a TOML file: .*line 2"):
        load("[dream]\noctaves is 3")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"can't read the recipe '.*none\.toml': No such file"):
        Recipe.load(str(tmp_path / "none.toml"))
