"""What a render is made from, and how a difference is told."""

from pathlib import Path

import pytest

from dreamstream.errors import UsageError
from dreamstream.recipe import Recipe
from dreamstream.resume.facts import facts_of, refuse_other

STATE = Path("out.part.mp4.state")
TABLES = {"description": "x", "dream": {"seed": 7, "lock": {"strength": 0.5}}, "distort": [{"type": "zoom"}]}


@pytest.fixture
def facts(tmp_path):
    """The facts of a render that these change."""

    def facts(weights=b"weights", device="cpu, float32", input_fingerprint="a", size=(96, 64), **tables):
        (tmp_path / "w").write_bytes(weights)
        files = {"the model's caffemodel": tmp_path / "w"} if weights else {}
        return facts_of(Recipe.parse({**TABLES, **tables}), device, files, size, input_fingerprint)

    return facts


def test_the_same_render_is_gone_on_with(facts):
    refuse_other(facts(), facts(), STATE)
    refuse_other(facts(), facts(description="y"), STATE)
    refuse_other(facts(), facts(sink={"audio": "copy"}), STATE)
    refuse_other(facts(model={"tile": "off"}), facts(model={"tile": 96}), STATE)
    refuse_other(facts(), facts(model={"threads": 2}), STATE)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"dream": {"seed": 8, "lock": {"strength": 0.5}}}, "dream.seed was 7 and is 8"),
        ({"dream": {"seed": 7}}, "dream.lock.strength was 0.5 and is not set"),
        ({"source": {"frames": 9}}, "source.frames was not set and is 9"),
        ({"distort": [{"type": "zoom", "scale": 0.1}]}, 'and is [{"type": "zoom", "scale": 0.1}]'),
        ({"input_fingerprint": "b"}, "the input is another"),
        ({"weights": b"other"}, "the model's caffemodel is another"),
        ({"weights": b""}, "the model's caffemodel is not in use"),
        ({"model": {"tile": 64}}, "model.tile was not set and is 64"),
        ({"sink": {"audio": "none"}}, 'sink.audio was not set and is "none"'),
        ({"sink": {"embed": False}}, "sink.embed was not set and is false"),
        ({"device": "cuda:0, float16"}, "the device was cpu, float32 and is cuda:0, float16"),
        ({"device": "gpu", "input_fingerprint": "b"}, "the input is another; the device was cpu, float32 and is gpu"),
    ],
)
def test_what_differs_is_named(facts, changes, told):
    with pytest.raises(UsageError) as caught:
        refuse_other(facts(), facts(**changes), STATE)
    sentence = str(caught.value)
    assert sentence.startswith("out.part.mp4.state belongs to another render: ")
    assert f"{told}; --resume needs all as it was" in sentence
