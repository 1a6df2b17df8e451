"""The loop that feeds on itself: what a frame's dream starts from, what is emitted, what is carried on."""

from dataclasses import replace
from fractions import Fraction

import cv2
import numpy as np
import pytest
import torch

from dreamstream.dreaming import (
    ColourLock,
    Dreamer,
    DreamSettings,
    Evolution,
    Guided,
    Octaves,
    Steered,
    StillPicture,
    Target,
)
from dreamstream.dreaming import dreamer as dreamer_module
from dreamstream.dreaming.dreamer import random_shift
from dreamstream.errors import ModelError, Stopped, UnknownNameError, UsageError
from dreamstream.frame import Frame, Moment, to_pixels
from dreamstream.lab import lab_statistics
from dreamstream.schedule import Cycle, ScheduledNumber, Steps, joined, parse_schedule

AWAKE = Octaves(1, iterations=0)
"""No dream at all, so that what goes in and out can be calculated."""
SHORT = Octaves(2, 1.4, 1)


@pytest.fixture
def frames(rng):
    return [Frame(rng.integers(30, 220, (20, 24, 3), np.uint8), index, Fraction(index, 25)) for index in range(4)]


@pytest.fixture
def dreamer(small_network):
    def build(distort=lambda pixels, moment: pixels, should_stop=lambda: False, frame_count=None, **settings):
        usual = {"targets": Cycle((Target("mix/output"),), 1), "octaves": SHORT}
        return Dreamer(small_network, DreamSettings(**usual | settings), distort, should_stop, frame_count)

    return build


def brighter(pixels, _moment):
    return pixels + np.float32(10)


def pixels(frames):
    return [frame.pixels.astype(int) for frame in frames]


def run(dreamer, frames):
    return pixels(dreamer(frame) for frame in frames)


def test_a_dream_has_its_frames_index_and_time(dreamer, frames):
    dreamed = dreamer()(frames[3])
    assert (dreamed.index, dreamed.pts_seconds) == (3, Fraction(3, 25))
    assert dreamed.pixels.shape == frames[3].pixels.shape
    assert not np.array_equal(dreamed.pixels, frames[3].pixels)


def test_at_blend_0_only_the_distorted_dream_goes_on(dreamer, frames):
    first = frames[0].pixels.astype(int)
    assert np.array_equal(run(dreamer(brighter, octaves=AWAKE), frames), [first, first + 10, first + 20, first + 30])


def test_at_blend_1_the_chain_acts_once_on_each_incoming_frame_and_nothing_is_carried(dreamer, frames):
    whole = dreamer(brighter, octaves=AWAKE, blend=1.0)
    assert np.array_equal(run(whole, frames), [each + 10 for each in pixels(frames)])
    assert whole.carried is None


def test_what_is_neither_changed_nor_carried_crosses_to_the_device_and_back_as_bytes(dreamer, frames, monkeypatch):
    expected = run(dreamer(lambda pixels, _: pixels.copy(), blend=1.0), frames)
    sent, real = [], dreamer_module.ascending
    monkeypatch.setattr(dreamer_module, "ascending", lambda *given: sent.append(given[1].dtype) or real(*given))
    monkeypatch.setattr(dreamer_module, "from_network", None)
    assert np.array_equal(run(dreamer(blend=1.0), frames), expected)
    assert sent == [np.uint8] * 4


def test_all_frames_steps_are_taken_by_the_same_stepper(dreamer, frames, monkeypatch):
    made, asked = [], []

    def stepper(ascent, data, shifts, mask):
        asked.append((len(list(shifts)), data.shape[3]))
        yield from ()
        return data, torch.ones(())

    monkeypatch.setattr(dreamer_module, "stepper_for", lambda device: made.append(device) or stepper)
    whole = dreamer(octaves=Octaves(2, 1.4, 3))
    run(whole, frames[:2])
    assert made == [torch.device("cpu")]
    assert asked == [(3, 17), (3, 24)] * 2


def test_in_between_the_new_frame_is_mixed_with_the_distorted_dream(dreamer, frames):
    quarter = dreamer(brighter, octaves=AWAKE, blend=0.25)
    expected = frames[0].pixels.astype(np.float32)
    quarter(frames[0])
    for frame in frames[1:]:
        expected = 0.25 * frame.pixels + 0.75 * (expected + 10)
        assert np.allclose(quarter(frame).pixels, expected, atol=0.51)


def test_what_is_carried_is_not_rounded(dreamer, frames):
    slow = dreamer(lambda pixels, _: pixels + np.float32(0.25), octaves=AWAKE)
    first, *_, fourth = run(slow, frames)
    assert np.array_equal(fourth, first + 1)


def test_a_distortion_is_told_the_moment(dreamer, frames):
    moments = []

    def listen(pixels, moment):
        moments.append(moment)
        return pixels

    run(dreamer(listen, octaves=AWAKE, seed=7, frame_count=9), frames[:2])
    assert moments == [Moment(0, Fraction(0), 7, 9), Moment(1, Fraction(1, 25), 7, 9)]


def varying(text, kind=float):
    return ScheduledNumber("number", parse_schedule(text), kind, lambda _: None)


@pytest.mark.parametrize(
    ("name", "changing", "then"),
    [
        ("step_size", varying("1 + f"), 3.0),
        ("jitter", varying("f*N", int), 8),
        ("octaves", joined(Octaves, varying("f", int), 1.4, varying("h/w + 25*t/2", int)), Octaves(2, 1.4, 2)),
        ("lock", joined(ColourLock, varying("f/4"), 1.3, 1.0), ColourLock(0.5, 1.3, 1.0)),
    ],
)
def test_what_changes_is_at_each_frame_what_it_is_then(dreamer, frames, name, changing, then):
    changed, plain = (dreamer(blend=1.0, frame_count=4, **{name: value})(frames[2]) for value in (changing, then))
    assert np.array_equal(changed.pixels, plain.pixels)
    earlier = dreamer(blend=1.0, frame_count=4, **{name: changing})(Frame(frames[2].pixels, 1, Fraction(1, 25)))
    assert not np.array_equal(earlier.pixels, plain.pixels)


def test_a_blend_that_changes_keeps_the_dream_even_where_it_is_1(dreamer, frames):
    waking = dreamer(brighter, octaves=AWAKE, blend=varying("0:(0), 1:(1), 2:(0.5) step"))
    first, second, third, _ = pixels(frames)
    expected = [first, second, (second + 10 + third) / 2]
    assert np.allclose(run(waking, frames[:3]), expected, atol=0.51)


def test_the_lock_acts_before_the_frame_is_emitted_and_is_fed_back(dreamer, frames):
    locked = dreamer(lock=ColourLock(1.0, contrast=0.5))
    locked(frames[0])
    dusk = Frame(frames[1].pixels // np.array((2, 3, 4), np.uint8), 1, Fraction(1, 25))
    emitted = locked(dusk).pixels
    wanted_mean, wanted_deviation = lab_statistics(dusk.pixels.astype(np.float32))
    for picture in (emitted.astype(np.float32), locked.carried):
        mean, deviation = lab_statistics(picture)
        assert np.allclose(mean, wanted_mean, atol=1)
        assert np.allclose(deviation, wanted_deviation * (0.5, 1, 1), rtol=0.1)
    assert np.array_equal(emitted, to_pixels(locked.carried))


def test_a_render_is_repeated_bit_for_bit(dreamer, frames):
    settings = {"blend": 0.5, "lock": ColourLock(), "seed": 3}
    first, second = (run(dreamer(brighter, **settings), frames) for _ in range(2))
    assert np.array_equal(first, second)
    other = run(dreamer(brighter, **settings | {"seed": 4}), frames)
    assert not np.array_equal(first, other)


def test_any_frame_can_be_computed_again_from_what_was_carried(dreamer, frames):
    settings = {
        "blend": 0.5,
        "targets": Cycle((Target("mix/output", random_channels=5), Target("norm1")), 1),
    }
    whole, again = dreamer(brighter, **settings), dreamer(brighter, **settings)
    run(whole, frames[:2])
    again.carried = whole.carried.copy()
    assert np.array_equal(whole(frames[2]).pixels, again(frames[2]).pixels)
    assert np.array_equal(whole.carried, again.carried)


FLOWING = {"is_carried_by_flow": True, "blend": 0.5, "strength": 0.5, "octaves": Octaves(2, 1.4, 3)}


@pytest.fixture
def clip(rng):
    """A scene that hardly moves, and at frame 3 another one."""
    scenes = [cv2.resize(rng.integers(20, 236, (5, 6, 3), np.uint8), (60, 48)) for _ in range(2)]
    return [Frame(scenes[index // 3].copy(), index, Fraction(index, 25)) for index in range(5)]


def steps_taken(dreamer, frames):
    """Return how many gradients each frame's dream took."""
    steps, differentiate = [], dreamer.network.differentiate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dreamer.network, "differentiate", lambda *given: steps.append(0) or differentiate(*given))
        return [(dreamer(frame), len(steps), steps.clear())[1] for frame in frames]


def test_a_dream_that_flows_takes_a_share_of_the_steps_but_at_cuts(dreamer, clip):
    assert steps_taken(dreamer(**FLOWING), clip) == [6, 2, 2, 6, 2]


def test_where_much_comes_into_sight_a_flowing_dream_takes_steps_at_all_sizes(dreamer, rng):
    whole = cv2.resize(rng.integers(20, 236, (5, 8, 3), np.uint8), (90, 48))
    pan = [Frame(whole[:, 6 * index :][:, :60].copy(), index, Fraction(index, 25)) for index in range(3)]
    assert steps_taken(dreamer(**FLOWING), pan) == [6, 4, 4]


def test_after_a_cut_a_flowing_dream_knows_nothing_of_what_was_before(dreamer, clip):
    whole, alone = dreamer(brighter, **FLOWING), dreamer(brighter, **FLOWING)
    assert np.array_equal(run(whole, clip)[3:], run(alone, clip[3:]))


def test_with_nothing_added_a_flowing_dream_is_what_was_carried(dreamer, clip):
    still = dreamer(**FLOWING | {"strength": 0.0, "blend": 0.0})
    first, *others = run(still, clip[:3])
    assert all(np.abs(other - first).max() <= 1 for other in others)


def test_a_flowing_dream_goes_on_from_what_passed(dreamer, clip):
    whole, again = dreamer(brighter, **FLOWING), dreamer(brighter, **FLOWING)
    run(whole, clip[:2])
    again.last = whole.last
    assert np.array_equal(whole(clip[2]).pixels, again(clip[2]).pixels)


def test_what_does_not_flow_takes_fewer_and_smaller_steps_too(dreamer, frames):
    still = dreamer(octaves=Octaves(1, iterations=4), strength=0.5, step_size=2.0)
    other = dreamer(octaves=Octaves(1, iterations=2), step_size=1.0)
    first, second = frames[:2]
    still(first)
    other.carried = still.carried
    assert np.array_equal(still(second).pixels, other(second).pixels)


def test_targets_take_turns(dreamer, frames):
    still = Frame(frames[0].pixels, 0, Fraction(0))
    alone = {layer: dreamer(jitter=0, targets=Cycle((Target(layer),), 1)) for layer in ("norm1", "conv1")}
    both = dreamer(jitter=0, blend=1.0, targets=Cycle((Target("norm1"), Target("conv1")), 2))
    expected = {layer: each(still).pixels for layer, each in alone.items()}
    for index, layer in enumerate(["norm1", "norm1", "conv1", "conv1", "norm1"]):
        assert np.array_equal(both(Frame(still.pixels, index, Fraction(0))).pixels, expected[layer])


def test_targets_may_begin_at_certain_frames(dreamer, frames):
    steps = dreamer(jitter=0, blend=1.0, targets=Steps.parse("0:(norm1), 2:(conv1)", Target.parse))
    for index, layer in enumerate(["norm1", "norm1", "conv1"]):
        alone = dreamer(jitter=0, blend=1.0, targets=Cycle((Target(layer),), 1))
        assert np.array_equal(steps(frames[index]).pixels, alone(frames[index]).pixels)


def test_random_channels_are_drawn_anew_at_every_turn(dreamer, frames):
    drawn = dreamer(jitter=0, blend=1.0, targets=Cycle((Target("mix/output", random_channels=2),), 2))
    first, still_first, second = (drawn(Frame(frames[0].pixels, n, Fraction(0))).pixels for n in range(3))
    assert np.array_equal(first, still_first)
    assert not np.array_equal(first, second)


def test_a_loop_that_has_settled_moves_on_with_the_next_frame(dreamer, frames):
    ends = (Target("conv1"), Target("mix/output", random_channels=3))
    evolving, own, first, second = (
        dreamer(brighter, blend=0.999, lock=ColourLock(1.0), jitter=0, **settings)
        for settings in (
            {"evolution": Evolution(ends, patience_frames=2)},
            {},
            {"targets": Cycle((ends[0],), 1)},
            # In the frames 4 and 5 this too is at its draw number 2.
            {"targets": Cycle((ends[1],), 2)},
        )
    )
    assert evolving.settings.layers == ("mix/output", "conv1")
    still = [Frame(frames[0].pixels, index, Fraction(index, 25)) for index in range(6)]
    for index, alone in enumerate([own, own, first, first, second, second]):
        alone.carried = evolving.carried
        assert np.array_equal(evolving(still[index]).pixels, alone(still[index]).pixels)


def test_a_stop_loses_the_frame_but_not_the_state(dreamer, frames):
    is_stopped = False
    stoppable = dreamer(brighter, lambda: is_stopped)
    stoppable(frames[0])
    before = stoppable.carried.copy()
    is_stopped = True
    with pytest.raises(Stopped):
        stoppable(frames[1])
    assert np.array_equal(stoppable.carried, before)


@pytest.mark.parametrize(
    ("target", "error", "message"),
    [
        (Target("mix/outputs"), UnknownNameError, "did you mean 'mix/output'"),
        (Target("mix/output", (36,)), UsageError, "layer 'mix/output' has channels 0 to 35, not 36"),
    ],
)
def test_a_target_that_is_not_there_is_refused(dreamer, frames, target, error, message):
    with pytest.raises(error, match=message):
        dreamer(targets=Cycle((target,), 1))(frames[0])


def test_a_picture_too_small_is_refused(dreamer):
    with pytest.raises(ModelError, match="the picture is too small"):
        dreamer()(Frame(np.zeros((2, 2, 3), np.uint8), 0, Fraction(0)))


def test_random_shifts_depend_on_seed_frame_octave_and_iteration_alone():
    places = [
        (seed, frame, octave, step)
        for seed in range(3)
        for frame in range(3)
        for octave in range(3)
        for step in range(3)
    ]
    shifts = {place: random_shift(*place[:2], 1000)(*place[2:]) for place in places}
    backwards = {place: random_shift(*place[:2], 1000)(*place[2:]) for place in reversed(places)}
    assert shifts == backwards
    assert len(set(shifts.values())) == len(places)


def test_random_shifts_fill_their_range_both_ways():
    draws = {random_shift(0, frame, 1)(0, 0) for frame in range(200)}
    assert draws == {(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1)}
    assert random_shift(0, 0, 0)(0, 0) == (0, 0)


class Slides:
    """A picture that changes with every second frame."""

    def __init__(self, pictures):
        self.pictures = pictures
        self.is_closed = False

    def __call__(self, moment):
        return self.pictures[moment.index // 2]

    def close(self):
        self.is_closed = True


@pytest.fixture
def guides(rng):
    return [rng.uniform(0, 255, (31, 18, 3)).astype(np.float32) for _ in range(2)]


def test_a_guide_of_any_size_is_what_is_dreamed_of(dreamer, frames, guides):
    (dreamed,) = run(dreamer(guide=StillPicture(guides[0])), frames[:1])
    assert not np.array_equal(dreamed, run(dreamer(), frames[:1])[0])
    named = Cycle((1 * Guided("a photo", "mix/output"),), 1)
    assert np.array_equal(dreamed, run(dreamer(targets=named, guides={"a photo": StillPicture(guides[0])}), frames)[0])


def test_a_guide_that_moves_is_followed_frame_by_frame(dreamer, frames, guides, monkeypatch):
    moving = dreamer(guide=Slides(guides), jitter=0, blend=1.0)
    activated = []
    activate = moving.network.activate
    monkeypatch.setattr(moving.network, "activate", lambda *given: activated.append(given) or activate(*given))
    still = [dreamer(guide=StillPicture(each), jitter=0, blend=1.0) for each in guides]
    for frame, expected in zip(frames, [still[0], still[0], still[1], still[1]], strict=True):
        dreamed = moving(frame).pixels
        assert np.array_equal(dreamed, expected(frame).pixels)
    # Twice by each of the two that stay, twice by the one that moves: never for a picture already known.
    assert len(activated) == 4


def test_the_files_of_guides_are_given_back(dreamer, guides):
    first, second = Slides(guides), Slides(guides)
    dreamer(guide=first, guides={"a": second}).settings.close()
    assert first.is_closed
    assert second.is_closed
    dreamer().settings.close()


def test_a_formula_is_climbed_as_a_whole(dreamer, frames):
    formula = Target("mix/output", (3, 30)) - 0.5 * Target("conv1")
    whole, first = (run(dreamer(targets=Cycle((each,), 1)), frames[:1])[0] for each in (formula, formula.terms[0][1]))
    assert not np.array_equal(whole, first)
    # A weight alone is none.
    assert np.array_equal(run(dreamer(targets=Cycle((7 * formula,), 1)), frames[:1])[0], whole)


def test_outside_the_mask_nothing_is_dreamed(dreamer, frames):
    mask = np.zeros((10, 12), np.float32)
    mask[:, 6:] = 1
    dreamed = dreamer(mask=mask)(frames[0]).pixels.astype(int) - frames[0].pixels
    assert not dreamed[:, :10].any()
    assert dreamed[:, 14:].any()
    # The next picture may have another size.
    small = Frame(frames[0].pixels[:16], 1, Fraction(1))
    assert dreamer(mask=mask)(small).pixels.shape == (16, 24, 3)


def test_who_steers_can_let_a_flowing_dream_begin_again(dreamer, clip):
    steered, alone = dreamer(**FLOWING), dreamer(**FLOWING)
    going_on = Steered(steered.settings, steered.evolving.distort)
    steered.steering = lambda moment: replace(going_on, forgets=moment.index == 1)
    assert np.array_equal(run(steered, clip[:3])[1:], run(alone, clip[1:3]))


def test_what_steers_may_change_everything_between_two_frames(dreamer, frames):
    plain = dreamer(brighter, octaves=AWAKE)
    darker = Steered(plain.settings, lambda pixels, _: pixels - np.float32(5))
    steered = {1: darker, 2: replace(darker, forgets=True)}
    plain.steering = lambda moment: steered.get(moment.index, Steered(plain.settings, brighter))
    first, _, third, _ = (frame.pixels.astype(int) for frame in frames)
    assert np.array_equal(run(plain, frames), [first, first + 10, third, third - 5])


EVOLVING = {"blend": 0.3, "evolution": Evolution((1 * Target("conv1"),), (brighter,), patience_frames=2, threshold=9)}


def test_a_restart_brings_back_what_has_evolved_and_what_another_target_had_ended(dreamer, frames):
    restarted, other = dreamer(**EVOLVING), Cycle((Target("conv1"),), 1)
    own = Steered(restarted.settings, restarted.evolving.distort)
    elsewhere = replace(own, settings=replace(own.settings, targets=other))
    steered = {1: elsewhere, 2: replace(own, forgets=True, restarts=True)}
    restarted.steering = lambda moment: steered.get(moment.index, own)
    assert np.array_equal(run(restarted, frames)[2:], run(dreamer(**EVOLVING), frames[2:]))
    assert restarted.evolving.turn == 1


def test_another_dreamer_goes_on_with_what_steering_had_changed(dreamer, frames):
    def steered():
        made = dreamer(**EVOLVING)
        own = Steered(made.settings, made.evolving.distort)
        # Whoever chooses another target ends the evolution, for good.
        elsewhere = replace(own, settings=replace(own.settings, targets=Cycle((Target("conv1"),), 1)))
        made.steering = lambda moment: elsewhere if moment.index == 1 else own
        return made

    frames = [*frames, *(replace(frame, index=4 + frame.index) for frame in frames)]
    unbroken, first, other = run(steered(), frames), steered(), steered()
    run(first, frames[:2])
    other.restore(first.state(), [(1, frames[1].pts_seconds)])
    assert np.array_equal(run(other, frames[2:]), unbroken[2:])
    forgetful = steered()
    forgetful.restore(first.state())
    assert not np.array_equal(run(forgetful, frames[2:]), unbroken[2:])


@pytest.mark.parametrize("begun", [0, 1, 3])
@pytest.mark.parametrize("flows", [False, True])
def test_another_dreamer_goes_on_from_its_state_as_if_it_were_the_same(dreamer, frames, begun, flows):
    settings = {
        "blend": 0.3,
        "is_carried_by_flow": flows,
        "evolution": Evolution((1 * Target("conv1"),), (brighter,), patience_frames=2, threshold=9),
    }
    unbroken = run(dreamer(**settings), frames)
    first, other = dreamer(**settings), dreamer(**settings)
    run(first, frames[:begun])
    state = first.state()
    # What it does afterwards is of no concern to the state.
    run(first, frames[begun:])
    other.restore(state)
    assert np.array_equal(run(other, frames[begun:]), unbroken[begun:])
    assert other.evolving.turn == first.evolving.turn > 0
