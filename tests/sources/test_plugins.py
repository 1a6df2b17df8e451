import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dreamstream.errors import SourceError
from dreamstream.sources import SourceOptions, open_source
from dreamstream.sources.plugins import REGISTRY, opener_of

CODE = """
from dreamstream.sources.still import StillSource
from dreamstream.sources.noise import noise


def open_stars(target, options, *, seed):
    width, height = map(int, target.removeprefix("stars:").split(","))
    return StillSource(noise(width, height, seed), options)
"""


@pytest.fixture
def _stars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a distribution that brings the prefix 'stars'."""
    metadata = tmp_path / "telescope-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: telescope\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[dreamstream.sources]\nstars = telescope_for_tests:open_stars\n")
    (tmp_path / "telescope_for_tests.py").write_text(CODE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(REGISTRY, "_items", dict(REGISTRY._items))
    yield
    sys.modules.pop("telescope_for_tests", None)


@pytest.mark.usefixtures("_stars")
def test_another_packages_prefix_opens_its_source():
    with open_source("stars:30,20", SourceOptions(frames=2), seed=5) as source:
        assert [frame.pixels.shape for frame in source] == [(20, 30, 3)] * 2
    assert "stars" in REGISTRY


def test_ours_are_registered_like_any_other():
    assert list(REGISTRY) == ["camera", "noise"]


@pytest.mark.parametrize("target", ["stars:30,20", "C:\\noise:4", "c:noise", "noise", "Noise:4x4", "./noise:4x4"])
def test_what_nobody_claims_is_a_file(target: str):
    assert opener_of(target) is None
    with pytest.raises(SourceError, match="no such file"):
        open_source(target)
