"""Which films an earlier run has finished, by what lies where they go."""

import pytest

from dreamstream.completion import complete
from dreamstream.errors import OutputExistsError
from dreamstream.recipe import Recipe
from dreamstream.several.earlier import has_state, unless_whole


@pytest.fixture
def prepare(tmp_path, monkeypatch):
    """Prepare outputs in a folder in which these files are."""
    monkeypatch.chdir(tmp_path)

    def prepare(outputs, *files, overwrite=False, **dream):
        for name in files:
            (tmp_path / name).touch()
        recipe, _ = complete(Recipe.parse({"dream": dream}))
        return unless_whole(outputs, recipe, frozenset(), overwrite=overwrite)

    return prepare


@pytest.mark.parametrize(
    ("output", "files"),
    [
        ("a.mp4", ["a.mp4"]),
        ("a.gif", ["a.gif"]),
        (["a.mp4", "a.gif"], ["a.mp4", "a.gif"]),
        ("%d.png", ["1.png", "2.png"]),
    ],
)
def test_what_is_there_without_a_state_is_whole_unless_it_may_be_overwritten(prepare, output, files):
    assert prepare(output) is not None
    assert prepare(output, *files) is None
    assert prepare(output, seamless=True) is None
    assert prepare(output, overwrite=True) is not None


@pytest.mark.parametrize(
    ("output", "files"),
    [("a.mp4", ["a.part.mp4", "a.part.mp4.state"]), ("%d.png", ["1.png", "2.png", "%d.png.state"])],
)
def test_what_has_a_state_is_begun(prepare, output, files):
    assert has_state(prepare(output, *files))


@pytest.mark.parametrize(
    ("output", "files"),
    [
        (["a.mp4", "a.gif"], ["a.gif"]),
        # Of a first picture nobody knows whether more were to come.
        ("%d.png", ["1.png"]),
        # A film that was to be replaced.
        ("a.mp4", ["a.mp4", "a.part.mp4", "a.part.mp4.state"]),
    ],
)
def test_what_is_neither_is_refused(prepare, output, files):
    with pytest.raises(OutputExistsError):
        prepare(output, *files)
