import re
import shlex

import pytest

from dreamstream.atlas.choice import AtlasOptions, Chooser, Place, parse_channels
from dreamstream.dreaming import Target
from dreamstream.errors import ModelError, UnknownNameError, UsageError
from dreamstream.models import ModelCard


@pytest.fixture
def chooser(small_network, small_model):
    card = ModelCard(name="net", prototxt=small_model[0], layers={"objects": "mix/output"})
    return Chooser(small_network, card, (64, 48))


@pytest.fixture
def chosen(chooser):
    """Return the targets that these options choose, as they are written."""

    def chosen(default="mix/output", **options):
        return [str(place.target) for place in chooser.places(AtlasOptions(**options), Target.parse(default))]

    return chosen


def test_unless_told_otherwise_the_networks_landmarks_are_chosen(chosen):
    assert chosen() == ["conv1", "mix/output"]


def test_all_chooses_more(chosen):
    assert set(chosen()) < set(chosen(every_layer=True))


def test_layers_are_named_in_any_spelling_and_keep_their_order(chosen):
    assert chosen(layers="MIX_OUTPUT,conv1,objects") == ["mix/output", "conv1"]


def test_layers_may_have_channels_of_their_own(chosen):
    named = "objects:3,17,conv1,conv1:0,objects:random(2)"
    assert chosen(layers=named) == ["mix/output:3,17", "conv1", "conv1:0", "mix/output:random(2)"]


def test_channels_are_those_of_the_layer_named_or_of_the_models_own(chosen):
    assert chosen(layers="conv1", channels="3,0-1") == ["conv1:3", "conv1:0", "conv1:1"]
    assert chosen("conv1", channels="2") == ["conv1:2"]
    assert chosen(channels="all") == [f"mix/output:{channel}" for channel in range(36)]


@pytest.mark.parametrize("layers", ["conv1,objects", "conv1:3"])
def test_channels_of_anything_but_one_whole_layer_are_refused(chosen, layers):
    with pytest.raises(UsageError, match="--channels is about one layer; name it alone"):
        chosen(layers=layers, channels="all")


@pytest.mark.parametrize(("layers", "error"), [("conv9", UnknownNameError), ("conv1:99", UsageError)])
def test_a_layer_or_channel_that_is_not_there_is_refused(chosen, layers, error):
    with pytest.raises(error, match=r"conv"):
        chosen(layers=layers)


def test_layers_that_a_picture_is_too_small_for_are_left_out_unless_named(small_network, small_model):
    tiny = Chooser(small_network, ModelCard(name="net", prototxt=small_model[0]), (8, 2))
    assert [place.target.layer for place in tiny.places(AtlasOptions(), Target("conv1"))] == ["conv1"]
    with pytest.raises(ModelError, match="pool"):
        tiny.places(AtlasOptions(layers="mix/output"), Target("conv1"))


@pytest.mark.parametrize("options", [{"layers": "conv1"}, {"channels": "all"}])
def test_all_goes_with_no_other_choice(options):
    with pytest.raises(UsageError, match="--all shows every layer"):
        AtlasOptions(every_layer=True, **options)


def test_a_sheet_has_a_column():
    with pytest.raises(UsageError, match="--columns should be at least 1, not 0"):
        AtlasOptions(columns=0)


@pytest.mark.parametrize(
    ("text", "channels"),
    [("all", range(8)), ("0-3", range(4)), ("5,2,5", (5, 2)), ("7, 0 - 1", (7, 0, 1)), ("6-7,7", (6, 7))],
)
def test_channels_are_numbers_and_ranges(text, channels):
    assert parse_channels(text, "conv", 8) == tuple(channels)


@pytest.mark.parametrize("text", ["", "x", "3-1", "1,", "-1", "1-2-3", "0:3", "every", "٣"])
def test_anything_else_is_no_channels(text):
    with pytest.raises(UsageError, match=re.escape(f"'{text}' is neither 'all' nor numbers like 0-31 or 3,17,40")):
        parse_channels(text, "conv", 8)


@pytest.mark.parametrize("text", ["8", "0-8", "0-99999999999", "3,40"])
def test_a_channel_beyond_the_last_is_named(text):
    last = re.split("[-,]", text)[-1]
    with pytest.raises(UsageError, match=f"layer 'conv' has channels 0 to 7, not {last}"):
        parse_channels(text, "conv", 8)


def test_a_caption_is_the_option_and_what_it_took():
    whole = Place(Target("conv1"), 64).caption(12.34)
    assert (whole.option, whole.note) == ("--layer conv1", "64 channels, 12.3 s")
    some = Place(Target("conv1", (3, 17)), 64).caption(0.123)
    assert (some.option, some.note) == ("--layer conv1:3,17", "0.12 s")


@pytest.mark.parametrize("name", ["two words", "it's", "a(b)", "a;b", "$x"])
def test_an_odd_name_is_ready_for_a_shell(name):
    assert shlex.split(Place(Target(name), 1).caption(1).option) == ["--layer", name]
