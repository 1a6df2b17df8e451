"""How people write where to dream, and what is climbed there."""

import pytest

from dreamstream.dreaming import L2, Channels, Target
from dreamstream.errors import UsageError


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("inception_4c/output", Target("inception_4c/output")),
        ("  conv2 ", Target("conv2")),
        ("conv2:7", Target("conv2", (7,))),
        ("conv2:12,40", Target("conv2", (12, 40))),
        ("conv2:random(3)", Target("conv2", (), 3)),
    ],
)
def test_a_target_is_a_layer_with_or_without_channels(text, target):
    assert Target.parse(text) == target
    assert str(target) == text.strip()


@pytest.mark.parametrize(
    "text", ["", ":3", "conv2:", "conv2:-1", "conv2:1,", "conv2:random", "conv2:random(0)", "conv2:random(00)", "a:b:1"]
)
def test_anything_else_is_refused_with_the_three_ways_to_write_it(text):
    with pytest.raises(UsageError, match=r"is no place to dream: write LAYER, LAYER:12,40 or LAYER:random\(3\)"):
        Target.parse(text)


def test_what_is_climbed_is_the_layer_or_its_channels():
    assert Target("conv2").objective(8, seed=0, turn=0) == L2()
    assert Target("conv2", (0, 7)).objective(8, seed=0, turn=0) == Channels((0, 7))


def test_a_channel_beyond_the_last_is_refused():
    with pytest.raises(UsageError, match="layer 'conv2' has channels 0 to 7, not 8"):
        Target("conv2", (1, 8)).objective(8, seed=0, turn=0)


def test_random_channels_depend_on_seed_and_turn_alone():
    target = Target("conv2", random_channels=3)
    draws = {(seed, turn): target.objective(500, seed=seed, turn=turn) for seed in range(4) for turn in range(4)}
    assert draws == {key: target.objective(500, seed=key[0], turn=key[1]) for key in draws}
    assert len(set(draws.values())) == len(draws)
    for channels in draws.values():
        assert len(set(channels.indices)) == 3
        assert 0 <= min(channels.indices) <= max(channels.indices) < 500


def test_a_layer_with_fewer_channels_gives_all_of_them():
    assert Target("conv2", random_channels=9).objective(4, seed=0, turn=0) == Channels((0, 1, 2, 3))
