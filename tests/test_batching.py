"""How many frames are dreamed together: what a recipe says, or what pays on the device."""

from fractions import Fraction

import pytest
import torch

from dreamstream.batching import batch_for, batch_of, check_batch, films_at_once, side_by_side
from dreamstream.completion import complete
from dreamstream.dreaming import Batch, DreamSettings, Octaves, Target
from dreamstream.errors import UsageError
from dreamstream.frame import StreamInfo
from dreamstream.recipe import Recipe
from dreamstream.schedule import Cycle

CPU, CUDA = torch.device("cpu"), torch.device("cuda")


def info(width=320, height=180, **changed):
    return StreamInfo(width, height, Fraction(25), Fraction(1, 25), **{"frame_count": 9} | changed)


def recipe(batch=None, **dream):
    return complete(Recipe.parse({"model": {} if batch is None else {"batch": batch}, "dream": dream}))[0]


@pytest.mark.parametrize("batch", [None, "auto"])
def test_by_itself_it_is_as_many_as_pay(batch):
    sizes = {(160, 90): 4, (640, 360): 4, (960, 540): 2, (1280, 720): 1, (3840, 2160): 1}
    assert {size: batch_of(recipe(batch), CPU, info(*size)).frames for size in sizes} == sizes
    sizes = {(160, 90): 8, (1280, 720): 8, (1920, 1080): 4, (3840, 2160): 1}
    assert {size: batch_of(recipe(batch), CUDA, info(*size)).frames for size in sizes} == sizes


def test_a_stream_whose_end_is_not_known_is_not_kept_waiting():
    assert batch_of(recipe(), CPU, info(frame_count=None)).frames == 1
    assert batch_of(recipe(3), CPU, info(frame_count=None)).frames == 3


def test_what_a_recipe_says_holds_and_a_processor_still_runs_as_many_at_once_as_pay():
    assert batch_of(recipe(16), CUDA, info()) == Batch(16)
    large, usual = (batch_of(recipe(batch), CPU, info()) for batch in (16, None))
    assert (large.frames, large.most_pixels) == (16, usual.most_pixels)


def test_films_side_by_side_are_as_many_as_frames_of_one_film_and_keep_nobody_waiting():
    for asked in (recipe(), recipe(3)):
        assert films_at_once(asked, CPU, info(frame_count=None)) == batch_of(asked, CPU, info())


def test_frames_that_have_something_of_another_or_are_steered_by_themselves_go_one_by_one():
    apart = DreamSettings(Cycle((Target("parts"),), 1), Octaves(), blend=1.0)
    assert batch_for(recipe(3), CPU, info(), apart).frames == 3
    assert batch_for(recipe(3), CPU, info(), DreamSettings(apart.targets, apart.octaves)) == Batch()
    assert batch_for(recipe(3), CPU, info(), apart, is_steered=True) == Batch()
    assert batch_for(recipe(3, budget_seconds=1), CPU, info(), apart) == Batch()
    acted = recipe(3).merge(Recipe.parse({"act": [{"frame": 2, "amount": 2}]}))
    assert batch_for(acted, CPU, info(), apart) == Batch()


def test_frames_that_go_on_from_each_other_are_refused_more_than_one():
    for dream, is_still in (({}, True), ({}, False), ({"blend": 0.5}, False), ({"blend": "1 - t"}, False)):
        with pytest.raises(UsageError, match="each goes on from the one before it; give --blend 1, or leave out"):
            check_batch(recipe(4, **dream), info(is_still=is_still))
        for harmless in (None, "auto", 1):
            check_batch(recipe(harmless, **dream), info(is_still=is_still))
    check_batch(recipe(4, blend=1), info(is_still=True))


def test_of_any_number_only_so_many_are_on_their_way(small_network, monkeypatch):
    alive, most = set(), 0

    def dream(number):
        nonlocal most
        alive.add(number)
        most = max(most, len(alive))
        alive.discard(number)
        return number
        yield

    def begun():
        for number in range(10):
            alive.add(number)
            yield dream(number)

    assert side_by_side(small_network, begun()) == list(range(10))
    assert most == 4
