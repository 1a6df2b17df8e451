"""The embedded model on tiles so small that a dream takes a hundredth of a second."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dreamstream.atlas import AtlasFinished, AtlasOptions, make_atlas, open_output
from dreamstream.dreaming import Dreamer
from dreamstream.frame import Moment
from dreamstream.recipe import Recipe

QUICK: dict[str, Any] = {
    "model": {"device": "cpu", "precision": "float32"},
    "dream": {"octaves": 1, "iterations": 1, "jitter": 2},
    "source": {"size": "64x48"},
}


@pytest.fixture
def picture() -> Path:
    return Path(__file__).parents[1] / "data" / "seed.jpg"


@pytest.fixture
def quick() -> Recipe:
    return Recipe.parse(QUICK)


@pytest.fixture
def make(picture: Path, quick: Recipe) -> Callable[..., AtlasFinished]:
    """Make an atlas of this file name, very small."""

    def make(target: Path, *, layers: str | None = "conv1,conv2,objects", **more: Any) -> AtlasFinished:
        recipe = more.pop("recipe", quick)
        progress = {name: more.pop(name) for name in ("on_progress", "stop") if name in more}
        options = AtlasOptions(layers, **more)
        return make_atlas(picture, open_output(target, overwrite=True), recipe, options, **progress)

    return make


@pytest.fixture
def dreams(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places dreamed so far, each as often as it was."""
    dreamed: list[str] = []
    dream = Dreamer.__call__

    def counted(dreamer: Dreamer, frame: Any) -> Any:
        result = dream(dreamer, frame)
        dreamed.append(str(dreamer.settings.targets(Moment(0))))
        return result

    monkeypatch.setattr(Dreamer, "__call__", counted)
    return dreamed
