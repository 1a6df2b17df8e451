import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import torch
from memory_sink import MemorySink

from dreamstream import (
    Finished,
    FrameDone,
    Recipe,
    Started,
    deepdream,
    dream,
    load_preset,
    open_sink,
    open_source,
    render,
    reverse,
)
from dreamstream.distortions import Zoom
from dreamstream.dreaming import Dreamer
from dreamstream.embedded import read_tables
from dreamstream.errors import OutputExistsError, UsageError
from dreamstream.frame import Moment
from dreamstream.network import Network
from dreamstream.preview import Display, Preview
from dreamstream.sources import SourceOptions
from dreamstream.steering.wishes import Point
from dreamstream.tables import Act

SEED = Path(__file__).parent / "data" / "seed.jpg"
QUICK = {
    "model": {"device": "cpu", "precision": "float32"},
    "dream": {"octaves": 2, "iterations": 1, "jitter": 2},
    "source": {"frames": 3, "size": "64x48"},
}


def quick(**tables):
    return Recipe.parse(QUICK).merge(Recipe.parse(tables))


@pytest.fixture
def picture(rng):
    return rng.integers(0, 256, (48, 64, 3), dtype=np.uint8)


@pytest.fixture
def output(tmp_path):
    return tmp_path / "out.mp4"


@pytest.fixture
def clip(tmp_path, rng):
    """A lossless video of four frames at 0, 40, 120 and 160 ms."""
    path = tmp_path / "clip.mkv"
    with av.open(path, "w") as container:
        stream = container.add_stream("ffv1", rate=25, width=64, height=48, pix_fmt="bgr0")
        stream.codec_context.time_base = Fraction(1, 1000)
        for milliseconds in (0, 40, 120, 160):
            frame = av.VideoFrame.from_ndarray(rng.integers(0, 256, (48, 64, 3), dtype=np.uint8), format="rgb24")
            frame.pts, frame.time_base = milliseconds, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class TestDeepdream:
    def test_equal_jitters_give_the_equal_dream(self, small_network, picture):
        image = picture.astype(np.float32)
        jitters = np.array([[1, -2], [0, 3], [2, 2], [-1, 0]])
        options = {"layer": "mix/output", "octaves": 2, "iterations": 2}
        given = deepdream(small_network, image, **options, jitters=jitters)
        assert (given.shape, given.dtype) == (image.shape, np.float32)
        np.testing.assert_array_equal(given, deepdream(small_network, image, **options, jitters=jitters, seed=9))
        assert not np.array_equal(given, deepdream(small_network, image, **options, jitters=jitters[::-1]))

    def test_seed_and_frame_determine_the_jitter(self, small_network, picture):
        def dreamed(**options):
            image = picture.astype(np.float32)
            return deepdream(small_network, image, layer="mix/output", octaves=1, iterations=2, **options)

        np.testing.assert_array_equal(dreamed(seed=1, frame=2), dreamed(seed=1, frame=2))
        assert not np.array_equal(dreamed(seed=1), dreamed(seed=2))
        assert not np.array_equal(dreamed(frame=1), dreamed(frame=2))

    def test_several_pictures_have_the_dreams_that_each_has_alone(self, small_network, rng):
        images = rng.uniform(0, 255, (5, 24, 30, 3)).astype(np.float32)
        how = {"layer": "mix/output", "octaves": 2, "iterations": 1, "jitter": 4, "seed": 3}
        together = deepdream(small_network, images, **how)
        assert together.shape == images.shape
        assert together.dtype == np.float32
        for ours, image in zip(together, images, strict=True):
            assert np.abs(ours - deepdream(small_network, image, **how)).max() < 1e-2
        assert deepdream(small_network, images[:0], **how).shape == (0, 24, 30, 3)

    def test_jitters_of_another_shape_are_refused(self, small_network, picture):
        with pytest.raises(ValueError, match=r"jitters has the shape \(3, 2\), expected \(4, 2\)"):
            deepdream(
                small_network,
                picture.astype(np.float32),
                layer="mix/output",
                octaves=2,
                iterations=2,
                jitters=np.zeros((3, 2), int),
            )


class TestDream:
    def test_the_embedded_model_needs_nothing_else(self, picture):
        dreamed = dream(picture, octaves=1, iterations=1)
        assert (dreamed.shape, dreamed.dtype) == (picture.shape, np.uint8)
        assert not np.array_equal(dreamed, picture)

    def test_several_pictures_have_the_dreams_that_each_has_alone(self, picture):
        how = {"octaves": 1, "iterations": 1, "device": "cpu", "precision": "float32"}
        pictures = np.array([picture, picture[::-1]])
        together = dream(pictures, **how)
        assert together.dtype == np.uint8
        for ours, each in zip(together, pictures, strict=True):
            assert np.abs(ours.astype(int) - dream(each, **how)).max() <= 1

    def test_a_guide_gives_another_dream_of_the_same_picture(self, picture, rng):
        guide = rng.integers(0, 256, (40, 70, 3), np.uint8)
        plain, guided = (dream(picture, octaves=1, iterations=1, guide=each) for each in (None, guide))
        assert guided.shape == picture.shape
        assert not np.array_equal(plain, guided)

    def test_an_objective_of_one_layer_is_that_layer(self, picture):
        quick = {"octaves": 1, "iterations": 1}
        alone, formula = (dream(picture, **{key: "parts:3,17"}, **quick) for key in ("layer", "objective"))
        np.testing.assert_array_equal(alone, formula)
        assert not np.array_equal(dream(picture, objective="parts:3,17 - edges", **quick), alone)

    def test_a_model_can_be_two_files_and_the_dream_is_the_classic_one(self, small_network, small_model, picture):
        prototxt, caffemodel = small_model
        dreamed = dream(
            picture,
            model=prototxt,
            weights=caffemodel,
            layer="mix_output",
            octaves=2,
            iterations=2,
            seed=5,
            device="cpu",
            precision="float32",
        )
        image = picture.astype(np.float32)
        expected = deepdream(small_network, image, layer="mix/output", octaves=2, iterations=2, seed=5)
        np.testing.assert_array_equal(dreamed, np.rint(expected).astype(np.uint8))

    def test_an_installed_caffe_can_dream_instead(self, stand_in, picture):
        wanted = {"octaves": 2, "iterations": 1, "device": "cpu", "precision": "float32"}
        dreamed = dream(picture, engine="caffe", **wanted)
        assert stand_in.passes
        # Rounding is all that differs.
        assert np.abs(dreamed.astype(float) - dream(picture, **wanted)).mean() < 0.1

    @pytest.mark.parametrize(
        ("wanted", "complaint"),
        [
            ({"layer": "motif9"}, "unknown layer 'motif9'; did you mean"),
            ({"model": "motiv"}, "unknown model 'motiv'; did you mean 'motif'"),
            ({"engine": "cafe"}, r"model\.engine should be 'torch' or 'caffe', not cafe"),
            ({"octave_scale": 0.6}, r"dream\.octave_scale should be greater than 1, not 0\.6"),
            ({"layer": "motif4:999"}, "'motif4' has channels 0 to"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, picture, wanted, complaint):
        with pytest.raises(UsageError, match=complaint):
            dream(picture, **wanted)

    @pytest.mark.parametrize("shape", [(48, 64), (48, 64, 4)])
    def test_what_is_no_picture_is_refused(self, shape):
        with pytest.raises(UsageError, match=r"is \(H, W, 3\) uint8, got"):
            dream(np.zeros(shape, np.uint8))

    def test_it_computes_on_the_threads_asked_for_which_are_given_back(self, picture, monkeypatch):
        before, seen = torch.get_num_threads(), set()
        differentiate = Network.differentiate
        monkeypatch.setattr(
            Network, "differentiate", lambda *given: seen.add(torch.get_num_threads()) or differentiate(*given)
        )
        dream(picture, octaves=1, iterations=1, device="cpu", precision="float32", layer="parts", threads=before + 1)
        assert (seen, torch.get_num_threads()) == ({before + 1}, before)
        with pytest.raises(UsageError, match="threads"):
            dream(picture, threads=0)


class TestRender:
    def test_a_still_becomes_a_film_that_moves(self, output, read_film):
        finished = render(quick(), SEED, output)
        film = read_film(output)
        assert [time for time, _ in film] == [0, Fraction(1, 24), Fraction(2, 24)]
        assert all(pixels.shape == (48, 64, 3) for _, pixels in film)
        assert all(not np.array_equal(film[0][1], pixels) for _, pixels in film[1:])
        assert (finished.frames, finished.stopped) == (3, False)

    def test_the_first_frame_is_the_dream_of_the_picture(self, picture):
        sink = MemorySink()
        render(quick(), picture, sink)
        expected = dream(picture, octaves=2, iterations=1, jitter=2, device="cpu", precision="float32")
        np.testing.assert_array_equal(sink.frames[0].pixels, expected)

    @pytest.mark.parametrize("threads", [1, 3])
    def test_the_dream_computes_on_the_threads_asked_for_which_are_given_back(self, picture, monkeypatch, threads):
        before, seen, climbed = torch.get_num_threads(), set(), Dreamer.__call__
        monkeypatch.setattr(Dreamer, "__call__", lambda *given: seen.add(torch.get_num_threads()) or climbed(*given))
        render(quick(model={"threads": threads}), picture, MemorySink())
        assert seen == {threads}
        assert torch.get_num_threads() == before

    def test_a_still_is_distorted_once_more_for_every_next_frame(self, picture):
        sink = MemorySink()
        render(quick(dream={"iterations": 0}, distort=[{"type": "zoom", "scale": 0.25}]), picture, sink)
        expected = picture.astype(np.float32)
        for index, frame in enumerate(sink.frames):
            np.testing.assert_allclose(frame.pixels, expected, atol=0.51)
            expected = Zoom(scale=0.25)(expected, Moment(index))

    def test_what_is_scheduled_follows_frame_time_size_and_length_of_the_film(self, picture):
        sink = MemorySink()
        scheduled = {"type": "zoom", "scale": "0.1*f + 2.4*t", "centre_x": "f/(N - 1)", "centre_y": "h/w"}
        render(quick(dream={"iterations": 0}, distort=[scheduled]), picture, sink)
        expected = picture.astype(np.float32)
        for index, frame in enumerate(sink.frames):
            np.testing.assert_allclose(frame.pixels, expected, atol=0.51)
            expected = Zoom(scale=0.2 * index, centre_x=index / 2, centre_y=0.75)(expected, Moment(index))

    def test_weights_are_fetched_before_the_first_frame(self, picture, publish):
        publish()
        records = []
        recipe = quick(model={"name": "tiny", "device": "cpu", "precision": "float32"}, dream={"end": "mix/output"})
        render(recipe, picture, MemorySink(), records.append)
        kinds = list(dict.fromkeys(type(record).__name__ for record in records))
        assert kinds == ["FetchStarted", "FetchAdvanced", "FetchFinished", "Started", "FrameDone", "Finished"]

    def test_a_stop_while_weights_are_fetched_ends_it_with_nothing_written(self, picture, publish, output):
        publish()
        stop, records = threading.Event(), []

        def stop_at_once(record):
            records.append(record)
            stop.set()

        finished = render(quick(model={"name": "tiny"}), picture, output, stop_at_once, stop=stop)
        assert finished == records[-1] == Finished(0, 0.0, stopped=True)
        assert len(records) == 2
        assert not output.exists()

    @pytest.mark.parametrize("name", ["out.mp4", "out.gif"])
    def test_the_same_recipe_gives_the_same_film(self, tmp_path, read_film, name):
        films = []
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir()
            render(load_preset("zoom").merge(quick()), SEED, tmp_path / folder / name)
            films.append(read_film(tmp_path / folder / name))
        assert len(films[0]) == 3
        for (time, pixels), (other_time, other_pixels) in zip(*films, strict=True):
            assert time == other_time
            np.testing.assert_array_equal(pixels, other_pixels)

    def test_a_film_in_tiles_is_the_same_film(self, rng):
        picture = rng.integers(0, 256, (150, 200, 3), dtype=np.uint8)
        films = {tile: MemorySink() for tile in (64, "off")}
        for tile, sink in films.items():
            model = {**QUICK["model"], "tile": tile}
            render(quick(model=model, dream={"end": "conv2"}, source={"size": "200x150"}), picture, sink)
        tiled, whole = (np.array([frame.pixels for frame in sink.frames], float) for sink in films.values())
        assert np.abs(tiled - whole).mean() < 0.01

    def test_a_film_in_batches_is_the_same_film(self, clip, monkeypatch):
        pictures = []
        differentiate = Network.differentiate

        def counted(network, data, *goal):
            pictures.append(len(data))
            return differentiate(network, data, *goal)

        monkeypatch.setattr(Network, "differentiate", counted)
        films = {batch: MemorySink() for batch in (1, 3, "auto")}
        for batch, sink in films.items():
            pictures.clear()
            render(quick(model={**QUICK["model"], "batch": batch}, dream={"blend": 1.0}), clip, sink)
            assert max(pictures) == (1 if batch == 1 else 3)
        alone, *others = (sink.frames for sink in films.values())
        for film in others:
            for ours, frame in zip(film, alone, strict=True):
                assert (ours.index, ours.pts_seconds) == (frame.index, frame.pts_seconds)
                assert np.abs(ours.pixels.astype(int) - frame.pixels).max() <= 1

    def test_acts_steer_frames_that_are_dreamed_one_by_one(self, clip):
        films = [MemorySink(), MemorySink()]
        for batch, sink in zip((1, 3), films, strict=True):
            model, act = {**QUICK["model"], "batch": batch}, [{"frame": 1, "amount": 0.0}]
            render(quick(model=model, dream={"blend": 1.0}, act=act), clip, sink)
        first, second = (np.array([frame.pixels for frame in sink.frames]) for sink in films)
        assert np.array_equal(first, second)

    def test_another_seed_gives_another_film(self, picture):
        films = [MemorySink(), MemorySink()]
        for seed, sink in enumerate(films):
            render(quick(dream={"seed": seed}), picture, sink)
        assert not np.array_equal(films[0].frames[0].pixels, films[1].frames[0].pixels)

    def test_a_video_keeps_its_times_and_its_number_of_frames(self, clip):
        sink = MemorySink()
        finished = render(Recipe.parse({**QUICK, "source": {}}), clip, sink)
        assert [frame.pts_seconds for frame in sink.frames] == [Fraction(each, 1000) for each in (0, 40, 120, 160)]
        assert finished.frames == 4

    def test_a_video_is_dreamed_on_half_of_each_new_frame(self, clip):
        films = {blend: MemorySink() for blend in (None, 0.5, 1.0)}
        for blend, sink in films.items():
            render(quick(dream={"blend": blend}), clip, sink)
        second = {blend: sink.frames[1].pixels for blend, sink in films.items()}
        np.testing.assert_array_equal(second[None], second[0.5])
        assert not np.array_equal(second[None], second[1.0])

    def test_files_of_the_users_own_network(self, small_model, picture):
        prototxt, caffemodel = small_model
        model = {"name": str(prototxt), "weights": str(caffemodel)}
        started, sink = [], MemorySink()
        render(quick(model=model, dream={"end": "mix/output"}), picture, sink, started.append)
        assert (started[0].model, started[0].layers) == ("net", ("mix/output",))
        assert len(sink.frames) == 3

    def test_an_open_source_is_read_with_its_own_options_and_left_open(self, clip, monkeypatch):
        with open_source(clip, SourceOptions(frames=2)) as source:
            monkeypatch.setattr(source, "close", lambda: pytest.fail("closed by the render"))
            assert render(quick(), source, MemorySink()).frames == 2
            monkeypatch.undo()

    def test_a_sink_that_is_built_already_is_finished(self, output, read_film):
        render(quick(), SEED, open_sink(output))
        assert len(read_film(output)) == 3

    def test_several_sinks_get_the_same_frames(self, tmp_path, read_film):
        memory = MemorySink()
        render(quick(), SEED, [tmp_path / "a.mkv", str(tmp_path / "b.gif"), memory])
        assert len(memory.frames) == len(read_film(tmp_path / "a.mkv")) == len(read_film(tmp_path / "b.gif")) == 3

    @pytest.mark.parametrize("source", [SEED, "clip"])
    def test_a_picture_is_one_dream(self, source, tmp_path, clip):
        recipe = Recipe.parse({**QUICK, "source": {"size": "64x48"}})
        finished = render(recipe, clip if source == "clip" else source, tmp_path / "dream.png")
        assert (finished.frames, finished.stopped) == (1, False)

    def test_paths_may_be_text(self, output, read_film):
        render(quick(), "noise:64x48", str(output))
        assert len(read_film(output)) == 3

    def test_progress_is_told_from_the_start_to_the_end(self, picture, output):
        records = []
        finished = render(quick(), picture, output, records.append)
        started, *frames, last = records
        assert isinstance(started, Started)
        assert (started.model, started.size, started.rate, started.frame_count) == ("motif", (64, 48), 24, 3)
        assert started.device.endswith("float32")
        assert [(type(record), record.done) for record in frames] == [(FrameDone, 1), (FrameDone, 2), (FrameDone, 3)]
        assert isinstance(last, Finished)
        assert last is finished

    def test_a_stop_leaves_a_film_of_what_is_done(self, output, read_film):
        stop = threading.Event()

        def stop_at_two(record):
            if isinstance(record, FrameDone) and record.done == 2:
                stop.set()

        finished = render(quick(source={"frames": 10_000}), SEED, output, stop_at_two, stop=stop)
        assert finished.stopped
        assert len(read_film(output)) == finished.frames >= 2

    @pytest.mark.parametrize(
        ("tables", "complaint"),
        [
            ({"dream": {"end": "motif9"}}, "unknown layer 'motif9'"),
            ({"dream": {"end": ["objects", "motif4:999"]}}, "'motif4' has channels 0 to"),
            ({"dream": {"end": "0:(objects), 9:(motif9)"}}, "unknown layer 'motif9'"),
            ({"dream": {"end": "0:(objects), 9:(motif4:999)"}}, "'motif4' has channels 0 to"),
            ({"model": {"name": "motiv"}}, "unknown model 'motiv'"),
            ({"model": {"device": "abacus"}}, "device 'abacus' is not available"),
            ({"model": {"batch": 4}}, "give --blend 1, or leave out --batch"),
        ],
    )
    def test_what_makes_no_sense_is_refused_before_anything_is_written(self, tables, complaint, picture, output):
        records = []
        with pytest.raises(UsageError, match=complaint) as caught:
            render(quick(**tables), picture, output, records.append)
        assert not hasattr(caught.value, "__notes__")
        assert records == []
        assert list(output.parent.iterdir()) == []

    def test_an_output_that_exists_is_refused_before_the_source_is_looked_at(self, output, tmp_path, read_film):
        output.write_bytes(b"earlier")
        with pytest.raises(OutputExistsError):
            render(quick(), tmp_path / "missing.jpg", output)
        assert output.read_bytes() == b"earlier"
        render(quick(), SEED, output, overwrite=True)
        assert len(read_film(output)) == 3


class TestSteering:
    def test_what_hands_did_is_done_again_frame_by_frame_the_same(self, tmp_path):
        recipe = quick(distort=[{"type": "zoom"}], source={"frames": 14})
        wishes = [("]", Point(0.2, 0.3)), ("=",), ("p",), (), ("d",), ("r", "[")]
        player, again, untouched = Player(wishes), MemorySink(), MemorySink()
        live = player.sink
        with Preview(player, threading.Event(), tmp_path / "out") as preview:
            render(recipe, SEED, live, preview=preview)
        recorded = Recipe.load(tmp_path / "out.acts.toml")
        assert recorded.act
        render(recorded, SEED, again)
        assert [frame.index for frame in again.frames] == [frame.index for frame in live.frames]
        for frame, same in zip(live.frames, again.frames, strict=True):
            np.testing.assert_array_equal(frame.pixels, same.pixels)
        render(recipe, SEED, untouched)
        assert not np.array_equal(untouched.frames[-1].pixels, live.frames[-1].pixels)

    def test_unfinished_octaves_are_shown_where_they_are_wanted(self, tmp_path):
        with Preview(Player([]), threading.Event(), tmp_path / "out", shows_octaves=True) as preview:
            preview.poll = lambda: None
            octave, sizes = preview.octave, []
            preview.octave = lambda pixels: (sizes.append(pixels.shape), octave(pixels))
            render(quick(source={"frames": 1}), SEED, MemorySink(), preview=preview)
        assert sizes == [(34, 46, 3)]

    @pytest.mark.parametrize("dream", [{"seamless": True}, {"motion_only": True}])
    def test_a_loop_and_mere_motion_are_watched_and_not_steered(self, dream, tmp_path):
        recipe = quick(dream=dream, distort=[{"type": "zoom"}])
        player, alone = Player([(" ", "]"), ("d",)]), MemorySink()
        with Preview(player, threading.Event(), tmp_path / "out") as preview:
            render(recipe, SEED, player.sink, preview=preview)
        render(recipe, SEED, alone)
        for frame, same in zip(player.sink.frames, alone.frames, strict=True):
            np.testing.assert_array_equal(frame.pixels, same.pixels)
        assert player.shown
        assert preview.recorded is None

    def test_a_dream_that_flows_crosses_over_to_another_preset_and_begins_again(self, tmp_path):
        film = tmp_path / "still.mkv"
        render(quick(source={"frames": 5}, dream={"motion_only": True}), SEED, film)
        acts = [{"frame": 2, "preset": "vortex"}, {"frame": 4, "start": "recipe"}]
        steered, plain, first = MemorySink(), MemorySink(), MemorySink()
        for recipe, sink in (({"act": acts}, steered), ({}, plain), ({"source": {"frames": 1}}, first)):
            render(quick(source={"frames": 5}).merge(Recipe.parse(recipe)), film, sink)
        pairs = zip(steered.frames, plain.frames, strict=True)
        assert [np.array_equal(one.pixels, other.pixels) for one, other in pairs] == [True, True, False, False, False]
        np.testing.assert_array_equal(steered.frames[4].pixels, first.frames[0].pixels)

    def test_acts_travel_in_the_film(self, output):
        render(quick(act=[{"frame": 1, "amount": 2.0}]), SEED, output)
        assert Recipe.parse(read_tables(output)).act == (Act(frame=1, amount=2.0),)

    def test_acts_that_make_no_sense_are_refused_before_the_output_is_begun(self, output):
        with pytest.raises(UsageError, match="unknown layer 'nowhere'"):
            render(quick(act=[{"frame": 2, "end": "nowhere"}]), SEED, output)
        assert not output.exists()


class Player(Display):
    """Plays some gestures after every frame that has come out; ``sink`` waits for that."""

    def __init__(self, gestures):
        self.gestures, self.count, self.played = iter(gestures), len(gestures), threading.Semaphore(0)
        self.sink, self.begun, self.shown = MemorySink(), 0, []
        self.sink.write = self._write

    def _write(self, frame):
        self.sink.frames.append(frame)
        if len(self.sink.frames) <= self.count:
            assert self.played.acquire(timeout=60)

    def open(self, title, size):
        pass

    def show(self, picture):
        self.shown.append(picture)

    def poll(self):
        if self.begun >= min(self.count, len(self.sink.frames)):
            return ()
        self.begun += 1
        self.played.release()
        return next(self.gestures)

    def close(self):
        pass


class TestReverse:
    def test_every_frame_is_shown_for_as_long_as_it_was(self, clip, read_film):
        memory, records = MemorySink(), []
        finished = reverse(clip, memory, on_progress=records.append)
        forward = read_film(clip)
        assert [frame.pts_seconds * 1000 for frame in memory.frames] == [0, 40, 80, 160]
        for frame, (_, pixels) in zip(memory.frames, reversed(forward), strict=True):
            np.testing.assert_array_equal(frame.pixels, pixels)
        assert [type(record) for record in records] == [Started, *[FrameDone] * 4, Finished]
        assert (finished.frames, finished.stopped) == (4, False)

    def test_the_recipe_says_how_it_is_written(self, clip, output):
        reverse(clip, output, Recipe.parse({"sink": {"pix_fmt": "yuv444p"}}))
        with av.open(output) as container:
            assert container.streams.video[0].pix_fmt == "yuv444p"

    def test_a_stop_leaves_a_film_of_what_is_done(self, tmp_path):
        with av.open(tmp_path / "long.mkv", "w") as container:
            stream = container.add_stream("ffv1", rate=25, width=64, height=48, pix_fmt="bgr0")
            for level in range(200):
                picture = np.full((48, 64, 3), level, np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode(None))
        stop, may_go_on = threading.Event(), threading.Event()

        class Slow(MemorySink):
            def write(self, frame):
                if frame.index == 2:
                    may_go_on.wait(timeout=60)
                super().write(frame)

        def stop_at_two(record):
            if isinstance(record, FrameDone) and record.done == 2:
                stop.set()
                may_go_on.set()

        memory = Slow()
        assert reverse(tmp_path / "long.mkv", memory, on_progress=stop_at_two, stop=stop).stopped
        levels = [int(frame.pixels[0, 0, 0]) for frame in memory.frames]
        assert levels == list(range(199, 199 - len(levels), -1))
        assert 2 <= len(levels) < 20
