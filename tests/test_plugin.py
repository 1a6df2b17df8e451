"""Whoever brings a part is named where it fails."""

import pytest

from dreamstream.errors import PluginError, SinkError
from dreamstream.plugin import Plugin, making, prefix_of

PLUGIN = Plugin("source", "stars", "stardust")


def test_foreign_errors_are_laid_at_the_plugins_door():
    with pytest.raises(PluginError, match=r"^the source 'stars' of stardust failed: KeyError: 'x'$") as caught:
        making(int)({}.__getitem__, PLUGIN)("x")
    assert isinstance(caught.value.__cause__, KeyError)


def test_our_own_errors_pass():
    with pytest.raises(SinkError, match="no room"), PLUGIN.blamed():
        raise SinkError("no room")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (int, "failed: ValueError: .*'many'"),
        (lambda text: text, "made 'str', which is no int"),
        ("many", "can't be called to make something"),
    ],
)
def test_what_makes_something_else_is_refused(make, sentence):
    with pytest.raises(PluginError, match=f"^the source 'stars' of stardust {sentence}"):
        making(int)(make, PLUGIN)("many")


def test_what_makes_the_right_thing_is_left_to_it():
    assert making(int)(int, PLUGIN)("12", base=3) == 5


@pytest.mark.parametrize(
    ("target", "prefix"),
    [
        ("stars:4x4", "stars"),
        ("my-stars_2:", "my-stars_2"),
        ("C:\\a", None),
        ("c:a", None),
        ("a", None),
        ("./a:b", None),
    ],
)
def test_a_prefix_is_two_or_more_small_letters_and_a_colon(target, prefix):
    assert prefix_of(target) == prefix
