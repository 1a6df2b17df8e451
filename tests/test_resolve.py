from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.caffe import NetworkSpec, load
from dreamstream.completion import complete
from dreamstream.dreaming import ColourLock, Octaves, Shaping, Target
from dreamstream.errors import SourceError, UnknownNameError, UsageError
from dreamstream.frame import Moment, StreamInfo
from dreamstream.models import ModelCard, known_models
from dreamstream.network import CaffeNetwork, Network
from dreamstream.recipe import Recipe
from dreamstream.resolve import build_network, check_loop, dream_settings, in_tiles
from dreamstream.schedule import Scope, value_at

CARD = ModelCard(name="mine", prototxt=Path("mine.prototxt"), layers={"parts": "mix/output", "edges": "conv1"})


@pytest.fixture
def settings_of(complete_over, golden):
    spec: NetworkSpec = golden("nets/dream_loop").spec

    def settings_of(dream, *, is_still=True, is_distorted=False):
        recipe = complete_over({}, Recipe.parse({"dream": dream}))
        return dream_settings(recipe.dream, spec, CARD, is_still=is_still, is_distorted=is_distorted)

    return settings_of


def test_a_still_feeds_on_itself_and_a_video_by_half(settings_of):
    assert settings_of({}).blend == 0
    assert settings_of({}, is_still=False).blend == 0.5
    assert settings_of({"blend": 0.0}, is_still=False).blend == 0
    assert settings_of({"blend": 1.0}).blend == 1


def test_layers_get_the_networks_names_and_keep_their_channels(settings_of):
    assert settings_of({"end": "parts"}).targets.values == (Target("mix/output"),)
    turns = settings_of({"end": ["mix_3x3:1,2", "edges:random(3)"], "hold_frames": 5}).targets
    assert turns.values == (Target("mix/3x3", (1, 2)), Target("conv1", (), 3))
    assert turns.hold_frames == 5


def test_a_layer_that_is_not_there_is_refused_with_those_near_it(settings_of):
    with pytest.raises(UnknownNameError, match="unknown layer 'mix/outptu'; did you mean 'mix/output'"):
        settings_of({"end": "mix/outptu"})


def test_the_dream_table_is_what_the_dreamer_gets(settings_of):
    settings = settings_of(
        {
            "octaves": 2,
            "octave_scale": 1.5,
            "iterations": 0,
            "step_size": 0.5,
            "jitter": 0,
            "clip": False,
            "seed": 9,
            "lock": {"strength": 0.25, "contrast": 1.5},
        }
    )
    assert settings.octaves == Octaves(2, 1.5, 0)
    assert (settings.step_size, settings.jitter, settings.clip, settings.seed) == (0.5, 0, False, 9)
    assert settings.lock == ColourLock(0.25, 1.5, 1.0)


def test_what_is_scheduled_is_what_it_is_at_each_frame(settings_of):
    settings = settings_of(
        {
            "octaves": "1 + f",
            "iterations": "0:(2), 4:(10)",
            "step_size": "f/2",
            "jitter": "w/4",
            "blend": "t",
            "lock": {"strength": "f/4"},
        }
    )
    scope = Scope(2, 0.25, 64, 48)
    assert value_at(settings.octaves, scope) == Octaves(3, 1.4, 6)
    assert value_at(settings.step_size, scope) == 1
    assert value_at(settings.jitter, scope) == 16
    assert value_at(settings.blend, scope) == 0.25
    assert value_at(settings.lock, scope) == ColourLock(0.5, 1.3, 1.0)
    assert value_at(settings.lock, Scope(0)) is None


def test_layers_may_begin_at_certain_frames(settings_of):
    targets = settings_of({"end": "0:(parts), 4:(mix_3x3:1,2), 9:(edges:random(3))"}).targets
    assert targets.values == (Target("mix/output"), Target("mix/3x3", (1, 2)), Target("conv1", (), 3))
    assert targets.positions == (0, 4, 9)


def test_a_lock_of_no_strength_is_none(settings_of):
    assert settings_of({}).lock is None
    assert settings_of({"lock": {"contrast": 2.0}}).lock is None


def test_a_videos_colours_are_locked_where_its_dreams_are_fed_back(settings_of):
    assert settings_of({}, is_still=False).lock == ColourLock(0.5, 1.0, 1.0)
    assert settings_of({"flow": "none"}, is_still=False).lock == ColourLock(0.5, 1.3, 1.0)
    assert settings_of({"blend": 1.0}, is_still=False).lock is None
    assert settings_of({"lock": {"strength": 0.0}}, is_still=False).lock is None


def test_a_videos_dream_flows_in_few_steps_where_it_is_fed_back(settings_of):
    for dream, is_still, flows, strength in (
        ({}, False, True, 0.18),
        ({"strength": 0.5}, False, True, 0.5),
        ({"flow": "none"}, False, False, 1.0),
        ({"blend": 1.0}, False, False, 1.0),
        ({"flow": "dis"}, True, False, 1.0),
    ):
        settings = settings_of(dream, is_still=is_still)
        assert (settings.is_carried_by_flow, settings.strength) == (flows, strength)
    assert settings_of({}, is_still=False, is_distorted=True).strength == 0.6
    assert settings_of({}, is_distorted=True).strength == 1


def test_an_objective_goes_over_the_layer_and_gets_the_networks_names(settings_of):
    settings = settings_of(
        {"end": "edges", "objective": ["mix_output - 0.5*edges:3", "logit(parts:1)"], "hold_frames": 3}
    )
    assert settings.targets.values == (
        Target("mix/output") - 0.5 * Target("conv1", (3,)),
        1 * Target("mix/output", (1,), is_logit=True),
    )
    assert settings.targets.hold_frames == 3


@pytest.mark.parametrize(
    ("dream", "error", "message"),
    [
        ({"objective": "parts + mix/outptu"}, UnknownNameError, "did you mean 'mix/output'"),
        ({"objective": "parts +"}, UsageError, "expected LAYER"),
        ({"objective": "parts", "guide": "a.jpg"}, UsageError, r"names its guides itself, guide\(FILE\)@LAYER"),
        ({"objective": "guide(missing.jpg)@parts"}, SourceError, "no such file: 'missing.jpg'"),
        ({"mask": "missing.png"}, SourceError, "no such file: 'missing.png'"),
    ],
)
def test_an_objective_that_makes_no_sense_is_refused(settings_of, dream, error, message):
    with pytest.raises(error, match=message):
        settings_of(dream)


def test_a_guide_is_read_at_the_size_of_a_still(settings_of, tmp_path):
    path = tmp_path / "guide.png"
    cv2.imwrite(str(path), np.full((900, 1280, 3), 7, np.uint8))
    settings = settings_of({"objective": f"guide({path})@parts + parts"})
    for picture in (settings_of({"guide": path}).guide, settings.guides[str(path)]):
        guide = picture(Moment(0))
        assert (guide.shape, guide.dtype, guide.max()) == ((450, 640, 3), np.float32, 7)
    with pytest.raises(SourceError, match="no such file"):
        settings_of({"guide": tmp_path / "missing.png"})


def test_a_mask_is_read_and_softened_and_may_not_be_black(settings_of, tmp_path):
    path = tmp_path / "mask.png"
    picture = np.zeros((20, 30), np.uint8)
    cv2.imwrite(str(path), picture)
    with pytest.raises(UsageError, match=r"the mask '.*mask.png' is black"):
        settings_of({"mask": path})
    picture[:, 15:] = 255
    cv2.imwrite(str(path), picture)
    assert np.array_equal(settings_of({"mask": path}).mask, picture / np.float32(255))
    assert 0 < settings_of({"mask": path, "mask_feather": 0.1}).mask[10, 14] < 1


@pytest.fixture
def evolution_of(complete_over, golden):
    """Return to what a dream of these tables moves on."""
    spec: NetworkSpec = golden("nets/dream_loop").spec

    def evolution_of(dream, evolve, *, is_still=True):
        recipe = complete_over({}, Recipe.parse({"dream": dream, "evolve": evolve}))
        return dream_settings(recipe.dream, spec, CARD, is_still=is_still, evolve=recipe.evolve).evolution

    return evolution_of


def test_a_dream_evolves_where_it_is_asked_to(evolution_of):
    assert evolution_of({}, {"ends": ["parts"]}) is None
    evolution = evolution_of(
        {"end": "mix_3x3"},
        {
            "on": True,
            "ends": ["parts", "mix_3x3:4", "edges:random(3) - 0.5*parts"],
            "distort": [[{"type": "rotate"}, {"type": "zoom"}], []],
            "patience_frames": 9,
            "threshold": 0.25,
        },
    )
    assert [str(end) for end in evolution.ends] == ["mix/output", "mix/3x3:4", "conv1:random(3) - 0.5*mix/output"]
    assert [str(chain) for chain in evolution.distorts] == ["rotate, zoom", "nothing"]
    assert (evolution.patience_frames, evolution.threshold) == (9, 0.25)


def test_what_is_dreamed_all_the_time_is_not_moved_on_to(evolution_of):
    ends = {"on": True, "ends": ["parts", "edges"]}
    assert list(map(str, evolution_of({"end": "parts"}, ends).ends)) == ["conv1"]
    assert list(map(str, evolution_of({"end": ["parts", "edges"]}, ends).ends)) == ["mix/output", "conv1"]


def test_the_guides_of_what_a_dream_moves_on_to_are_opened(complete_over, golden, tmp_path):
    path = tmp_path / "guide.png"
    cv2.imwrite(str(path), np.full((30, 40, 3), 7, np.uint8))
    recipe = complete_over({}, Recipe.parse({"evolve": {"on": True, "ends": [f"guide({path})@edges"]}}))
    spec = golden("nets/dream_loop").spec
    settings = dream_settings(recipe.dream, spec, CARD, is_still=True, evolve=recipe.evolve)
    assert list(settings.guides) == [str(path)]
    settings.close()


@pytest.mark.parametrize(
    ("dream", "evolve", "is_still", "message"),
    [
        ({}, {}, False, "only a dream that feeds on itself evolves; give a picture, not a video, or a --blend below 1"),
        ({"blend": 1.0}, {}, True, "only a dream that feeds on itself"),
        ({"end": "parts"}, {"ends": ["parts"]}, True, "there is nothing to evolve to"),
        ({}, {"ends": ["mix/outptu"]}, True, "did you mean 'mix/output'"),
        ({"guide": "a.jpg"}, {"ends": ["guide(b.jpg)@parts"]}, True, "leave out --guide"),
    ],
)
def test_what_can_not_evolve_is_refused(evolution_of, dream, evolve, is_still, message):
    with pytest.raises(UsageError, match=message):
        evolution_of(dream, {"on": True, **evolve}, is_still=is_still)


def test_a_video_that_feeds_on_itself_evolves(evolution_of):
    assert evolution_of({"blend": 0.1}, {"on": True}, is_still=False)


@pytest.mark.parametrize("name", [card.name for card in known_models()])
def test_every_model_has_somewhere_to_move_on_to(name):
    recipe, card = complete(Recipe.parse({"model": {"name": name}, "evolve": {"on": True}}))
    spec = load(card.prototxt)
    evolution = dream_settings(recipe.dream, spec, card, is_still=True, evolve=recipe.evolve).evolution
    assert len(evolution.ends) >= 5
    assert not evolution.distorts


@pytest.mark.parametrize(
    ("tables", "info", "message"),
    [
        ({}, {"frame_count": None}, "--seamless needs to know where the film ends, .* give --frames"),
        ({}, {"is_still": False}, "a video ends where it ends, try --boomerang"),
        ({"dream": {"blend": 1}}, {}, "at --blend 1 nothing is carried"),
        ({"evolve": {"on": True}}, {}, "leave out --evolve or --seamless"),
        ({"act": [{"frame": 2, "amount": 2}]}, {}, r"leave out --seamless, or the \[\[act\]\] tables"),
    ],
)
def test_what_can_not_close_to_a_loop_is_refused(tables, info, message):
    stream = StreamInfo(64, 48, Fraction(25), Fraction(1, 25), **{"frame_count": 9, "is_still": True} | info)
    asked, _ = complete(Recipe.parse(tables).merge(Recipe.parse({"dream": {"seamless": True}})))
    with pytest.raises(UsageError, match=message):
        check_loop(asked, stream)
    check_loop(complete(Recipe.parse(tables))[0], stream)


def test_what_shapes_the_steps_is_off_unless_asked_for(settings_of):
    assert settings_of({}).shaping == Shaping()
    shaped = settings_of({"amount": -0.5, "total_variation": 0.1, "l2_decay": 0.2, "smooth_octaves": 3})
    assert shaped.shaping == Shaping(0.1, 0.2, 3)
    assert shaped.step_size == -0.75


def test_a_model_without_weights_asks_for_them():
    with pytest.raises(UsageError, match=r"'mine' comes without weights: give its caffemodel \(--weights FILE\)"):
        build_network(Recipe(), CARD)


def test_a_recipe_names_the_engine(stand_in):
    motif = {"device": "cpu", "precision": "float32"}
    assert type(build_network(*complete(Recipe.parse({"model": motif})))) is Network
    assert type(build_network(*complete(Recipe.parse({"model": {**motif, "engine": "torch"}})))) is Network
    assert type(build_network(*complete(Recipe.parse({"model": {**motif, "engine": "caffe"}})))) is CaffeNetwork


def test_a_recipe_says_whether_a_large_picture_is_cut(small_network):
    def tiles(**model):
        return in_tiles(small_network, Recipe.parse({"model": model}))

    assert tiles(tile="off") is small_network
    cut = tiles(tile=64).tiling((1, 3, 500, 400), ("mix/output",))
    assert max(cut.largest) <= 64
    for chosen in (tiles(tile="auto"), tiles()):
        assert chosen.tiling((1, 3, 500, 400), ("mix/output",)) is None


def test_a_recipes_own_weights_mean_and_placement_go_over_the_cards(golden, tmp_path):
    golden("nets/dream_loop")
    card = ModelCard(name="tiny", prototxt=tmp_path / "net.prototxt", weights=tmp_path / "missing.caffemodel")
    table = {"weights": tmp_path / "net.caffemodel", "mean_bgr": (0, 0, 0), "device": "cpu", "precision": "float32"}
    network = build_network(Recipe.parse({"model": table}), card)
    assert network.mean_bgr == (0, 0, 0)
    assert str(network.placement).endswith("float32")
    assert network.spec.layers[0].weights
