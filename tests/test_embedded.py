"""The recipe as a file carries it: all that was set, nothing private, and nothing of an input's own recipe."""

import hashlib
import tomllib
from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream import __version__
from dreamstream.comments import LONGEST_BYTES, with_comment
from dreamstream.completion import complete
from dreamstream.embedded import carrying, composed, read_tables, read_text
from dreamstream.errors import UsageError
from dreamstream.frame import StreamInfo
from dreamstream.recipe import Recipe
from dreamstream.sources import open_source
from dreamstream.tables import Act, Origin

RECIPE = {"model": {"name": "motif"}, "dream": {"seed": 7, "guide": "art/a.jpg"}, "distort": [{"type": "zoom"}]}


@pytest.fixture
def carried(small_model):
    """Return what a sink is told when this recipe is rendered from an input with these tags."""

    def carried(tables, acts=None, **tags):
        source = open_source(np.zeros((48, 64, 3), np.uint8))
        source.info = replace(source.info, rate=Fraction(30000, 1001), metadata=tags)
        source.public_name = "seed.jpg"
        return carrying(source, complete(Recipe.parse(tables))[0], *small_model, acts)

    return carried


def test_it_tells_everything_that_was_set_and_where_it_comes_from(carried, small_model):
    info = carried({**RECIPE, "origin": {"preset": "zoom", "source": "older.jpg"}}, title="x")
    assert info.metadata == {"title": "x"}
    tables = tomllib.loads(info.recipe)
    prototxt, weights = (hashlib.sha256(path.read_bytes()).hexdigest() for path in small_model)
    assert tables["origin"] == {
        "dreamstream": __version__,
        "model": "motif",
        "prototxt_sha256": prototxt,
        "weights_sha256": weights,
        "preset": "zoom",
        "source": "seed.jpg",
        "size": "64x48",
        "fps": "30000/1001",
    }
    expected = complete(Recipe.parse(RECIPE))[0]
    assert Recipe.parse(tables).model_copy(update={"origin": Origin()}) == expected
    assert tables["dream"]["guide"] == "art/a.jpg"


def test_what_is_done_meanwhile_is_told_as_soon_as_it_is(carried):
    done = []
    info = carried({**RECIPE, "act": [{"frame": 5, "centre": [0.2, 0.3]}]}, lambda: tuple(done))
    assert info.recipe_so_far() == info.recipe
    done += [Act(frame=2, preset="zoom"), Act(frame=9, start="picture")]
    before, after = (Recipe.parse(tomllib.loads(text)) for text in (info.recipe, info.recipe_so_far()))
    assert after.act == (done[0], Act(frame=5, centre=(0.2, 0.3)), done[1])
    assert after.model_copy(update={"act": before.act, "description": None}) == before


@pytest.mark.parametrize("tables", [{"sink": {"embed": False}}, {"description": "x" * LONGEST_BYTES}])
def test_where_no_recipe_is_told_nothing_is_later(carried, tables):
    info = carried(tables, lambda: (Act(frame=2, amount=2),))
    assert (info.recipe, info.recipe_so_far) == ("", None)


def test_a_model_that_nobody_named_is_named(carried):
    tables = tomllib.loads(carried({}).recipe)
    assert tables["model"]["name"] == tables["origin"]["model"] == "motif"


def test_what_shall_not_be_embedded_is_not(carried):
    info = carried({"sink": {"embed": False}}, comment="the input's own")
    assert (info.recipe, info.metadata) == ("", {"comment": "the input's own"})


@pytest.mark.parametrize("embed", [True, False])
@pytest.mark.parametrize("name", ["comment", "COMMENT", "comment_000"])
def test_the_recipe_of_the_input_does_not_travel_on(carried, name, embed):
    older = composed(Recipe(), Origin(dreamstream="0", source="older.jpg"))
    info = carried({"sink": {"embed": embed}}, **{name: older, "title": "x"})
    assert info.metadata == {"title": "x"}
    assert "older.jpg" not in info.recipe


def test_the_comment_of_the_input_moves_into_the_recipe(carried):
    comment = 'Grandma\'s "birthday" \x1b[31m\r\n= [1]'
    info = carried({}, COMMENT=comment)
    assert info.metadata == {}
    assert tomllib.loads(info.recipe)["origin"]["comment"] == comment


def test_a_recipe_too_long_for_some_container_is_left_out_of_all(carried, caplog):
    info = carried({"description": "x" * LONGEST_BYTES}, comment="stays")
    assert (info.recipe, info.metadata) == ("", {"comment": "stays"})
    assert "too many to travel in the file" in caplog.text


@pytest.mark.parametrize("part", ["prototxt", "weights"])
@pytest.mark.parametrize("embed", [True, False])
def test_another_model_than_the_recipes_is_told(carried, caplog, part, embed):
    asked = {"origin": {"model": "motif", f"{part}_sha256": "0" * 64}, "sink": {"embed": embed}}
    carried(asked)
    assert caplog.text.count("another model 'motif'") == 1
    assert f"the sha256 of its {part} is 000000000000... and here" in caplog.text


def test_a_model_that_was_chosen_instead_is_not_compared(carried, caplog):
    carried({"model": {"name": "motif"}, "origin": {"model": "other", "weights_sha256": "0" * 64}})
    assert not caplog.text


@pytest.fixture
def picture(tmp_path):
    """Return a PNG with these comments."""

    def picture(*comments):
        content = cv2.imencode(".png", np.zeros((8, 8, 3), np.uint8))[1].tobytes()
        for comment in reversed(comments):
            content = with_comment(".png", content, comment)
        (tmp_path / "dream.png").write_bytes(content)
        return tmp_path / "dream.png"

    return picture


def test_it_is_found_among_other_comments(picture):
    text = composed(Recipe.parse(RECIPE), Origin(dreamstream="1", model="motif"))
    path = picture("shot with a camera", "[origin]\nplace = 'here'", text)
    assert read_text(path) == text
    assert Recipe.parse(read_tables(path)).dream.seed == 7


def test_two_thousand_acts_travel(picture):
    recipe = Recipe.parse(RECIPE).acted(Act(frame=frame, centre=(0.1234, 0.5678)) for frame in range(2000))
    path = picture(composed(recipe, Origin(dreamstream="1", model="motif")))
    assert Recipe.parse(read_tables(path)).act == recipe.act


def test_what_a_later_version_wrote_is_shown_all_the_same(picture):
    text = read_text(picture("[origin]\ndreamstream = '99'\n[hallucinate]\nhard = true\n"))
    assert tomllib.loads(text)["hallucinate"] == {"hard": True}


def test_what_a_stranger_wrote_does_not_steer_the_terminal(picture):
    text = read_text(picture('[origin]\ndreamstream = "1\\u001b[2J\u009b2J"\n# \u009b2J'))
    assert not {"\x1b", "\x9b"} & set(text)
    assert tomllib.loads(text)["origin"]["dreamstream"] == "1\x1b[2J\x9b2J"


@pytest.mark.parametrize(
    "comment",
    [
        *("", "a comment", "seed = 3", "origin = 3", "[origin]", "x = " + "[" * 50_000, "#" * (LONGEST_BYTES + 1)),
        "a." * 2500 + "a = 1\n[origin]\ndreamstream = '1'",
        f"{'#' * LONGEST_BYTES}\n[origin]\ndreamstream = '1'",
    ],
)
def test_a_file_that_carries_none_is_refused(picture, comment):
    with pytest.raises(UsageError, match=r"dream\.png' carries no recipe: dreamstream did not make it"):
        read_text(picture(comment))


def test_toml_is_read_as_it_is(tmp_path):
    (tmp_path / "look.toml").write_text("dream.octaves = 3")
    assert read_tables(tmp_path / "look.toml") == {"dream": {"octaves": 3}}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none.png", "can't read '.*none.png': No such file"),
        ("none.toml", "can't read the recipe '.*none.toml': No such file"),
        ("", "can't read '.*': Is a directory"),
    ],
)
def test_what_can_not_be_read_is_said(tmp_path, name, sentence):
    with pytest.raises(UsageError, match=sentence):
        read_tables(tmp_path / name)


def test_a_toml_of_nothing_but_brackets_is_refused(tmp_path):
    (tmp_path / "deep.toml").write_text("x = " + "[" * 100_000)
    with pytest.raises(UsageError, match="is not a TOML file"):
        read_tables(tmp_path / "deep.toml")


def test_a_sink_is_told_the_streams_own_facts_besides(carried):
    info = carried({})
    assert replace(info, recipe="") == StreamInfo(
        64, 48, Fraction(30000, 1001), info.time_base, frame_count=240, is_still=True
    )
