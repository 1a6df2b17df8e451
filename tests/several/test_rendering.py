"""Several films by the public call: each its own, all told of as one."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from memory_sink import MemorySink

from dreamstream import FrameDone, Recipe, Started, render, render_several
from dreamstream.errors import ModelError, OutputExistsError, SinkError, SourceError, UsageError
from dreamstream.progress import FilmEnded, Finished, Kept, Plan
from dreamstream.resume import journal
from dreamstream.several import plan_several
from dreamstream.sinks.film import FilmSink

NAMES = "whole", "out"


class FailingSink(MemorySink):
    """Fails at its second frame."""

    def write(self, frame):
        if frame.index == 1:
            raise SinkError("the disk is full")
        super().write(frame)


@pytest.fixture
def recipe(small_model):
    prototxt, caffemodel = small_model
    return Recipe.parse(
        {
            "model": {"name": str(prototxt), "weights": caffemodel, "device": "cpu", "precision": "float32"},
            "dream": {"end": "mix/output", "octaves": 2, "iterations": 2, "jitter": 2},
            "source": {"frames": 3},
            "distort": [{"type": "zoom"}],
        }
    )


@pytest.fixture
def pictures(rng):
    return [rng.integers(30, 220, (36, 48, 3), np.uint8) for _ in range(3)]


def pixels(sink):
    return np.array([frame.pixels for frame in sink.frames], int)


@pytest.mark.parametrize("more", [{}, {"dream": {"seamless": True}}, {"act": [{"frame": 1, "amount": -1}]}])
def test_each_film_is_the_one_that_its_source_makes_alone(recipe, pictures, more):
    recipe = recipe.merge(Recipe.parse(more))
    sinks = [MemorySink() for _ in pictures]
    outcomes = render_several(recipe, list(zip(pictures, sinks, strict=True)))
    assert [outcome.frames for outcome in outcomes] == [3, 3, 3]
    for picture, sink in zip(pictures, sinks, strict=True):
        alone = MemorySink()
        render(recipe, picture, alone)
        # A rounded sum may make a grey level here and there another, and frames feed on each other.
        assert abs(pixels(sink) - pixels(alone)).mean() < 0.05
        assert [frame.pts_seconds for frame in sink.frames] == [frame.pts_seconds for frame in alone.frames]


def test_all_are_told_of_as_one_in_the_callers_thread(recipe, pictures):
    records, threads = [], set()

    def note(record):
        records.append(record)
        threads.add(threading.current_thread())

    films = [(picture, MemorySink()) for picture in pictures]
    render_several(recipe, films, note)
    started, *frames, last = [record for record in records if not isinstance(record, FilmEnded)]
    assert isinstance(started, Started)
    assert (started.films, started.frame_count, started.size) == (3, 9, (48, 36))
    assert [(record.done, record.frame_count) for record in frames] == [(done, 9) for done in range(1, 10)]
    assert (last.frames, last.stopped) == (9, False)
    assert {record.number for record in records if isinstance(record, FilmEnded)} == {0, 1, 2}
    assert threads == {threading.current_thread()}


def test_one_that_fails_ends_alone_and_is_not_waited_for(recipe, pictures, tmp_path):
    sinks = [MemorySink(), FailingSink(), MemorySink(), MemorySink(), MemorySink()]
    sources = [pictures[0], pictures[1], tmp_path / "missing.jpg", np.zeros((2, 2, 3), np.uint8), pictures[2]]
    records = []
    outcomes = render_several(recipe, list(zip(sources, sinks, strict=True)), records.append)
    assert [type(outcome) for outcome in outcomes] == [Finished, SinkError, SourceError, ModelError, Finished]
    assert [len(sink.frames) for sink in sinks] == [3, 1, 0, 0, 3]
    assert outcomes[1].__notes__ == ["while encoding"]
    assert [record.number for record in records[:2]] == [2, 3]
    assert (records[2].films, records[2].frame_count) == (3, 9)


def test_a_stop_finishes_what_has_begun_and_begins_nothing_else(recipe, pictures):
    stop = threading.Event()
    sinks = [MemorySink() for _ in pictures]
    endless = recipe.merge(Recipe.parse({"model": {"batch": 2}, "source": {"frames": 1000}}))

    def stop_soon(record):
        if isinstance(record, FrameDone) and record.done == 4:
            stop.set()

    outcomes = render_several(endless, list(zip(pictures, sinks, strict=True)), stop_soon, stop=stop)
    assert [outcome.stopped for outcome in outcomes] == [True] * 3
    assert [outcome.frames for outcome in outcomes] == [len(sink.frames) for sink in sinks]
    assert min(len(sink.frames) for sink in sinks[:2]) >= 1
    assert sinks[2].frames == []


@pytest.fixture
def stopped(recipe, pictures, tmp_path, monkeypatch):
    """Render films of 12 frames into whole*.mkv, and into out*.mkv until that of this number has written its fourth.

    What is returned are the recipe and the latter, as they are given, and how each went.
    """
    # So that each state is written as soon as it can be.
    monkeypatch.setattr(journal, "_LEAST_SECONDS", 0)
    monkeypatch.setattr(journal, "_MOST_OF_THE_TIME", 1e9)

    def stopped(number, batch):
        given = {"model": {"batch": batch}, "source": {"frames": 12}, "sink": {"codec": "ffv1"}}
        made, stop = recipe.merge(Recipe.parse(given)), threading.Event()
        whole, out = ([(each, tmp_path / f"{name}{n}.mkv") for n, each in enumerate(pictures)] for name in NAMES)
        render_several(made, whole)

        def stop_soon(film, frame, write=FilmSink.write):
            if film._name.endswith(f"out{number}.mkv") and frame.index == 3:
                # Fewer than are left wait between the stages.
                stop.set()
            write(film, frame)

        with monkeypatch.context() as patch:
            patch.setattr(FilmSink, "write", stop_soon)
            return made, out, render_several(made, out, stop=stop)

    return stopped


def test_a_film_is_left_whole_gone_on_with_or_begun_as_the_run_before_left_it(stopped, tmp_path, read_film):
    recipe, films, outcomes = stopped(1, batch=1)
    assert outcomes[1].rest == tmp_path / "out1.part.mkv"
    assert [(outcome.stopped, outcome.rest is None) for outcome in outcomes] == [
        (False, True),
        (True, False),
        (True, True),
    ]
    names = sorted(path.name for path in tmp_path.glob("out*"))
    assert names == ["out0.mkv", "out1.part.mkv", "out1.part.mkv.state"]
    (films[0][1]).write_text("not looked at")
    with pytest.raises(
        UsageError, match=r"out1\.part\.mkv\.state belongs to another render: dream\.seed was 0 and is 1"
    ):
        render_several(recipe.merge(Recipe.parse({"dream": {"seed": 1}})), films, resume=True)
    (planned,) = {plan.more_frames for plan in plan_several(recipe, films, resume=True)} - {0}
    records = []
    kept, *others = render_several(recipe, films, records.append, resume=True)
    assert (kept, [outcome.frames for outcome in others]) == (Kept(), [12, 12])
    assert (records[1].films, records[1].frame_count, records[1].resumed_at) == (2, 24, -planned)
    assert sum(isinstance(record, FrameDone) for record in records) == 24 + planned
    assert films[0][1].read_text() == "not looked at"
    for number in (1, 2):
        whole, film = (read_film(tmp_path / f"{name}{number}.mkv") for name in NAMES)
        assert [seconds for seconds, _ in film] == [seconds for seconds, _ in whole]
        np.testing.assert_array_equal([pixels for _, pixels in film], [pixels for _, pixels in whole])
    assert len(list(tmp_path.glob("out*"))) == 3


def test_films_side_by_side_have_a_state_each(stopped, tmp_path, read_film):
    recipe, films, outcomes = stopped(1, batch=3)
    assert all(outcome.rest and 3 <= outcome.frames < 12 for outcome in outcomes)
    records = []
    assert [outcome.frames for outcome in render_several(recipe, films, records.append, resume=True)] == [12] * 3
    assert records[0].resumed_at >= 3
    for number in range(3):
        whole, film = (read_film(tmp_path / f"{name}{number}.mkv") for name in NAMES)
        assert len(film) == 12
        # A rounded sum may make a grey level here and there another.
        assert all(abs(ours.astype(int) - its).mean() < 0.05 for (_, ours), (_, its) in zip(film, whole, strict=True))


def test_where_all_is_done_nothing_is_loaded(recipe, pictures, tmp_path):
    outputs = [tmp_path / f"{number}.gif" for number in range(3)]
    for each in outputs:
        each.touch()
    records = []
    missing = recipe.merge(Recipe.parse({"model": {"weights": "missing.caffemodel"}}))
    assert (
        render_several(missing, list(zip(pictures, outputs, strict=True)), records.append, resume=True) == [Kept()] * 3
    )
    assert [type(record) for record in records] == [FilmEnded] * 3 + [Finished]
    assert plan_several(missing, list(zip(pictures, outputs, strict=True)), resume=True) == []


def test_what_can_not_be_gone_on_with_is_not_whole_either_after_a_stop_and_begun_anew(recipe, pictures, tmp_path):
    stop = threading.Event()
    films = [(picture, tmp_path / f"{number}.gif") for number, picture in enumerate(pictures)]
    endless = recipe.merge(Recipe.parse({"source": {"frames": 1000}}))
    render_several(endless, films, lambda record: isinstance(record, FrameDone) and stop.set(), stop=stop)
    assert list(tmp_path.glob("?.gif")) == []
    assert [outcome.frames for outcome in render_several(recipe, films, resume=True)] == [3] * 3
    assert sorted(path.name for path in tmp_path.glob("*.gif")) == ["0.gif", "1.gif", "2.gif"]


def test_what_the_caller_raises_ends_all_of_them_properly(recipe, pictures):
    endless = recipe.merge(Recipe.parse({"source": {"frames": 1000}}))

    def break_off(record):
        if isinstance(record, FrameDone):
            raise KeyboardInterrupt

    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt):
        render_several(endless, [(picture, MemorySink()) for picture in pictures], break_off)
    assert threading.active_count() == before


def test_nothing_is_begun_where_an_output_may_not_be_written(recipe, pictures, tmp_path):
    (tmp_path / "1.gif").touch()
    with pytest.raises(OutputExistsError):
        render_several(recipe, [(picture, tmp_path / f"{index}.gif") for index, picture in enumerate(pictures)])
    assert [path.name for path in tmp_path.glob("*.gif")] == ["1.gif"]
    films = [(picture, tmp_path / f"{index}.gif") for index, picture in enumerate(pictures)]
    assert all(isinstance(outcome, Finished) for outcome in render_several(recipe, films, overwrite=True))


def test_what_takes_long_is_announced_by_one_plan_of_all(recipe, pictures, monkeypatch):
    monkeypatch.setattr("dreamstream.trial.LONG_SECONDS", 0)
    records = []
    render_several(recipe, [(picture, MemorySink()) for picture in pictures], records.append)
    assert [type(record) for record in records[:2]] == [Started, Plan]
    assert (records[1].films, records[1].frame_count) == (3, 9)


def test_where_no_further_thread_can_be_started_nobody_waits_for_ever(recipe, pictures, monkeypatch):
    submit, started = ThreadPoolExecutor.submit, []

    def refuse_the_third(pool, work, *given):
        if pool._thread_name_prefix == "film":
            started.append(work)
            if len(started) == 3:
                raise RuntimeError("can't start new thread")
        return submit(pool, work, *given)

    monkeypatch.setattr(ThreadPoolExecutor, "submit", refuse_the_third)
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="can't start new thread"):
        render_several(recipe, [(picture, MemorySink()) for picture in pictures])
    assert threading.active_count() == before
