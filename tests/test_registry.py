"""Names to things, those of other packages' entry points included."""

import sys

import pytest

from dreamstream.errors import PluginError, UnknownNameError
from dreamstream.registry import Registry


@pytest.fixture
def registry():
    registry = Registry("colour wheel")
    registry.register("red", "scarlet")("ours: red")
    return registry


@pytest.fixture
def plugins(tmp_path, monkeypatch):
    """Install a distribution with four colour wheels, two of which can't be loaded."""
    metadata = tmp_path / "paintbox-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: paintbox\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text(
        "[dreamstream.colour_wheels]\n"
        "blue = paintbox_for_tests:BLUE\nblack = paintbox_for_tests_broken:BLACK\n"
        "red = paintbox_for_tests:RED\ngrey = paintbox_for_tests:NOT_THERE\n"
    )
    (tmp_path / "paintbox_for_tests.py").write_text('BLUE = "theirs: blue"\nRED = "theirs: red"\n')
    (tmp_path / "paintbox_for_tests_broken.py").write_text("1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("paintbox_for_tests", None)


def test_every_name_leads_to_what_was_registered(registry):
    assert registry["red"] == registry["scarlet"] == "ours: red"
    assert list(registry) == ["red", "scarlet"]


def test_a_decorated_thing_stays_what_it_is(registry):
    @registry.register("green")
    def green():
        return None

    assert registry["green"] is green


def test_a_name_is_given_once(registry):
    with pytest.raises(ValueError, match="two colour wheels are called 'red'"):
        registry.register("red")("another")


def test_an_unknown_name_is_answered_with_the_nearest(registry):
    with pytest.raises(UnknownNameError, match="unknown colour wheel 'reed'; did you mean 'red'"):
        registry["reed"]


@pytest.mark.usefixtures("plugins")
def test_an_installed_plugin_is_there_but_loaded_only_when_asked_for(registry):
    assert list(registry) == ["black", "blue", "grey", "red", "scarlet"]
    assert "blue" in registry
    assert "paintbox_for_tests" not in sys.modules
    assert registry["blue"] == "theirs: blue"


@pytest.mark.usefixtures("plugins")
def test_names_of_our_own_come_first(registry):
    assert registry["red"] == "ours: red"


@pytest.mark.usefixtures("plugins")
@pytest.mark.parametrize(
    ("name", "why"), [("grey", "AttributeError: .*NOT_THERE'"), ("black", "ZeroDivisionError: .*")]
)
def test_a_plugin_that_cant_be_loaded_is_named_with_its_package(registry, name, why):
    with pytest.raises(PluginError, match=f"^the colour wheel '{name}' of paintbox can't be loaded: {why}$"):
        registry[name]


@pytest.mark.usefixtures("plugins")
def test_a_plugin_is_entered_as_it_is_adopted():
    registry = Registry("colour wheel", lambda item, plugin: f"{plugin} is '{item}'")
    assert registry["blue"] == "the colour wheel 'blue' of paintbox is 'theirs: blue'"
