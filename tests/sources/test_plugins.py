import pytest

from dreamstream.errors import PluginError, SourceError
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.plugins import REGISTRY, opener_of

STARS = """
from dreamstream.sources.still import StillSource
from dreamstream.sources.noise import noise


def PART(target, options, *, seed):
    width, height = map(int, target.removeprefix("stars:").split(","))
    return StillSource(noise(width, height, seed), options)
"""


def test_another_packages_prefix_opens_its_source(plug_in):
    plug_in(REGISTRY, "stars", STARS)
    with open_source("stars:30,20", SourceOptions(frames=2), seed=5) as source:
        assert [frame.pixels.shape for frame in source] == [(20, 30, 3)] * 2
    with pytest.raises(PluginError, match="the source 'stars' of stardust failed: ValueError"):
        open_source("stars:many")


def test_ours_are_registered_like_any_other():
    assert list(REGISTRY) == ["camera", "noise"]


@pytest.mark.parametrize("target", ["stars:30,20", "C:\\noise:4", "c:noise", "noise", "Noise:4x4", "./noise:4x4"])
def test_what_nobody_claims_is_a_file(target: str):
    assert opener_of(target) is None
    with pytest.raises(SourceError, match="no such file"):
        open_source(target)
