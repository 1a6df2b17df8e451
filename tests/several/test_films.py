"""Which films go together, and how many at once."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from dreamstream.completion import complete
from dreamstream.errors import UsageError
from dreamstream.frame import StreamInfo
from dreamstream.recipe import Recipe
from dreamstream.several.films import Film, alike, looked_at, trial_of


def film(number, size=(64, 48), **changed):
    info = StreamInfo(*size, Fraction(24), Fraction(1, 24), **{"frame_count": 9, "is_still": True} | changed)
    return Film(number, "a.jpg", None, info)


def test_stills_of_one_size_and_length_go_together_in_their_order():
    films = [
        film(0),
        film(1, (80, 48)),
        film(2),
        film(3, is_still=False),
        film(4, is_still=False),
        film(5, frame_count=8),
        film(6),
    ]
    groups = [[each.number for each in group] for group in alike(films)]
    assert groups == [[0, 2, 6], [1], [3], [4], [5]]


def test_a_trial_is_of_no_more_than_there_are(small_network):
    def batch(films, **model):
        recipe, card = complete(Recipe.parse({"model": model, "dream": {"end": "mix/output"}}))
        with trial_of(recipe, card, small_network, films) as trial:
            assert trial.films == len(films)
            return trial.batch.frames

    six = [film(number) for number in range(6)]
    assert [batch(six), batch(six[:3]), batch(six, batch=5), batch(six, batch=1), batch(six[:1])] == [4, 3, 5, 1, 1]
    assert batch([film(0, is_still=False)], batch=5) == 1


def test_sources_are_closed_again_until_their_turn_comes(tmp_path, monkeypatch):
    closed = []
    monkeypatch.setattr("dreamstream.sources.still.StillSource.close", lambda source: closed.append(source.info))
    recipe, _ = complete(Recipe.parse({"source": {"frames": 2}}))
    films = [("noise:64x48", tmp_path / "a.gif"), ("noise:80x48", tmp_path / "b.png"), ("none.jpg", tmp_path / "c.gif")]
    there, errors = looked_at(recipe, films, overwrite=False)
    assert [each.info for each in there] == closed
    assert [(each.number, each.info.width, each.info.frame_count) for each in there] == [(0, 64, 2), (1, 80, 2)]
    assert list(errors) == [2]


def test_no_film_is_written_over_any_of_the_pictures(tmp_path):
    pictures = [tmp_path / "a.png", tmp_path / "b.png"]
    for each in pictures:
        cv2.imwrite(str(each), np.full((48, 64, 3), 7, np.uint8))
    recipe, _ = complete(Recipe())
    with pytest.raises(UsageError, match=r"b\.png' is an input itself"):
        looked_at(recipe, [(pictures[0], pictures[1]), (pictures[1], tmp_path / "c.png")], overwrite=True)
