"""What a hand means, on a real if small network."""

from fractions import Fraction

import pytest

from dreamstream.completion import complete
from dreamstream.distortions import Rotate, Zoom
from dreamstream.dreaming import Octaves
from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.frame import StreamInfo
from dreamstream.recipe import Recipe
from dreamstream.resolve import dream_settings
from dreamstream.steering.hand import Hand
from dreamstream.steering.looks import Looks

INFO = StreamInfo(48, 40, Fraction(24), Fraction(1, 24), is_still=True)
END = "mix/output"


@pytest.fixture
def looks(small_network, small_model):
    tables = {
        "model": {"name": str(small_model[0])},
        "dream": {"end": END, "octaves": 2, "iterations": 3, "step_size": 2.0},
        "distort": [{"type": "zoom", "scale": 0.1}],
    }
    recipe, card = complete(Recipe.parse(tables))
    settings = dream_settings(recipe.dream, small_network.spec, card, is_still=True)
    return Looks(recipe, card, small_network, settings, INFO)


@pytest.fixture
def preset(tmp_path, monkeypatch):
    monkeypatch.setenv("DREAMSTREAM_PRESETS", str(tmp_path))

    def write(name, text):
        (tmp_path / f"{name}.toml").write_text(text)

    return write


def test_a_hand_that_has_done_nothing_is_the_recipe(looks):
    assert looks.settings(Hand()) is looks.settings(Hand(centre=(0.2, 0.3)))
    assert looks.chain(Hand()) == (Zoom(scale=0.1),)


def test_each_thing_that_is_set_changes_what_it_is_about(looks):
    settings = looks.settings(Hand(end=f"{END}:3", amount=0.5, octaves=1, iterations=0))
    assert [str(value) for value in settings.targets.values] == [f"{END}:3"]
    assert (settings.step_size, settings.octaves) == (1.0, Octaves(1, 1.4, 0))
    assert looks.chain(Hand(centre=(0.2, 0.3))) == (Zoom(scale=0.1, centre_x=0.2, centre_y=0.3),)
    assert looks.chain(Hand(distorted=False)) == ()


def test_the_same_layer_is_the_same_value_however_often_it_is_asked_for(looks):
    assert looks.settings(Hand(end=END)).targets is looks.settings(Hand(end=END, amount=2)).targets


def test_a_preset_brings_its_look_but_not_how_much_is_computed(looks, preset):
    preset(
        "mine",
        f"[dream]\nend = '{END}:1'\nstep_size = 9.0\noctaves = 7\nlock = {{ strength = 0.5 }}\n"
        "[[distort]]\ntype = 'rotate'\n",
    )
    settings = looks.settings(Hand(preset="mine"))
    assert [str(value) for value in settings.targets.values] == [f"{END}:1"]
    assert (settings.lock.strength, settings.step_size, settings.octaves.count) == (0.5, 2.0, 2)
    assert looks.chain(Hand(preset="mine", centre=(0.1, 0.2))) == (Rotate(centre_x=0.1, centre_y=0.2),)
    assert looks.settings(Hand(preset="mine", end=END)).lock == settings.lock


def test_what_does_not_go_with_the_network_is_refused(looks, preset):
    preset("wrong", "[dream]\nend = 'nowhere'\n")
    with pytest.raises(UnknownNameError, match="unknown layer 'nowhere'"):
        looks.settings(Hand(preset="wrong"))
    with pytest.raises(UsageError, match="has channels 0 to 35, not 99"):
        looks.settings(Hand(end=f"{END}:99"))
    with pytest.raises(UnknownNameError, match="unknown preset 'nothing'"):
        looks.chain(Hand(preset="nothing"))
