"""Sizes and resampling are scipy's; a climb ends with a dream, a sentence, or the picture as it was."""

import dataclasses
import itertools
import logging

import numpy as np
import pytest
import scipy.ndimage
import torch
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.caffe.spec import LayerSpec, NetworkSpec
from dreamstream.dreaming import L2, Ascent, Channels, Goal, Octaves, climb
from dreamstream.dreaming.octaves import resize, sizes
from dreamstream.errors import ModelError, Stopped, UnknownNameError
from dreamstream.network import Network
from dreamstream.network.preprocessing import from_network

END = "mix/output"


def unshifted(_octave, _iteration):
    return 0, 0


def convolution(weight, bias, relu=False):
    """Build a network of one 1x1 convolution from three channels to one."""
    blobs = (np.full((1, 3, 1, 1), weight, np.float32), np.full(1, bias, np.float32))
    layers = [LayerSpec("conv", "Convolution", ("data",), ("conv",), {"num_output": 1}, blobs)]
    if relu:
        layers.append(LayerSpec("relu", "ReLU", ("conv",), ("conv",)))
    return Network(NetworkSpec("net", {"data": ()}, tuple(layers)), device="cpu", precision="float32")


@pytest.fixture
def picture(rng):
    return rng.uniform(20, 230, (40, 50, 3)).astype(np.float32)


@pytest.fixture
def ascent(small_network):
    return Ascent(small_network, (Goal(END, L2()),), step_size=1.5, clip=True)


@given(height=st.integers(1, 60), width=st.integers(1, 60), count=st.integers(1, 5), scale=st.floats(1.01, 3))
def test_sizes_are_those_of_scipys_zoom(height, width, count, scale):
    expected, octave = [(height, width)], np.zeros((height, width))
    while len(expected) < count and octave.size:
        # scipy itself can't make a picture of nothing.
        if min(round(side / scale) for side in octave.shape) < 1:
            return
        octave = scipy.ndimage.zoom(octave, 1.0 / scale, order=1)
        expected.insert(0, octave.shape)
    assert sizes(height, width, Octaves(count, scale)) == expected


@pytest.mark.parametrize("size", [(13, 18), (20, 9), (60, 80), (1, 1), (1, 40)])
def test_resampling_is_scipys_zoom(rng, size):
    data = rng.uniform(-120, 150, (1, 3, 20, 30)).astype(np.float32)
    expected = scipy.ndimage.zoom(data, (1, 1, size[0] / 20, size[1] / 30), order=1)
    ours = resize(torch.from_numpy(data), size).numpy()
    assert ours.shape == expected.shape == (1, 3, *size)
    assert np.allclose(ours, expected, atol=1e-3)


@pytest.mark.parametrize("wrong", [{"count": 0}, {"iterations": -1}, {"scale": 1}, {"scale": float("nan")}])
def test_octaves_out_of_range_are_refused(wrong):
    with pytest.raises(ValueError, match="octaves need count >= 1, iterations >= 0 and scale > 1"):
        Octaves(**wrong)


def test_a_climb_raises_the_objective_and_keeps_the_shape(ascent, picture):
    def height(pixels):
        data = pixels[None, :, :, ::-1].transpose(0, 3, 1, 2) - np.reshape(ascent.network.mean_bgr, (1, 3, 1, 1))
        return np.square(ascent.network.forward(data, END)).sum()

    dreamed = climb(ascent, picture, Octaves(2, 1.4, 2), unshifted)
    assert (dreamed.shape, dreamed.dtype) == (picture.shape, np.float32)
    assert height(dreamed) > 1.1 * height(picture)


def test_no_iterations_give_the_picture_back(ascent, picture):
    assert np.allclose(climb(ascent, picture, Octaves(3, iterations=0), unshifted), picture, atol=1e-3)


def test_octaves_too_small_for_the_network_are_passed_over(ascent, picture):
    asked = []

    def shift(octave, iteration):
        asked.append((octave, iteration))
        return 0, 0

    # From 40x50 down by 3: 13x17, 4x6, then 1x2, too small for the pooling, and 0x1, which is no picture.
    many = climb(ascent, picture, Octaves(5, 3, 1), shift)
    assert asked == [(2, 0), (3, 0), (4, 0)]
    assert np.array_equal(many, climb(ascent, picture, Octaves(3, 3, 1), unshifted))


def test_no_network_is_asked_to_run_on_nothing(picture):
    whole = NetworkSpec("net", {"data": ()}, (LayerSpec("relu", "ReLU", ("data",), ("relu",)),))
    ascent = Ascent(Network(whole, device="cpu", precision="float32"), (Goal("relu", L2()),), 1.5, clip=True)
    many = climb(ascent, picture, Octaves(9, 3, 1), unshifted)
    assert np.array_equal(many, climb(ascent, picture, Octaves(4, 3, 1), unshifted))


def test_a_picture_too_small_for_the_network_is_refused(ascent):
    with pytest.raises(ModelError, match="the picture is too small for this network"):
        climb(ascent, np.zeros((2, 2, 3), np.float32), Octaves(), unshifted)


def test_an_unknown_layer_is_refused(small_network, picture):
    with pytest.raises(UnknownNameError, match="did you mean 'mix/output'"):
        climb(Ascent(small_network, (Goal("mix/outputs", L2()),), 1.5, clip=True), picture, Octaves(), unshifted)


def test_without_any_gradient_the_picture_stays_and_a_warning_says_so(picture, caplog):
    dead = convolution(weight=1, bias=-1e6, relu=True)
    with caplog.at_level(logging.WARNING, "dreamstream"):
        dreamed = climb(Ascent(dead, (Goal("relu", L2()),), 1.5, clip=True), picture, Octaves(2), unshifted)
    assert np.allclose(dreamed, picture, atol=1e-3)
    assert caplog.messages == ["layer 'relu' has no gradient on this picture, which is left as it is"]
    both = Ascent(dead, (Goal("relu", L2()), Goal("relu", L2()), Goal("data", Channels(()))), 1.5, clip=True)
    climb(both, picture, Octaves(1), unshifted)
    assert caplog.messages[1:] == ["layers 'relu' and 'data' have no gradient on this picture, which is left as it is"]


def test_every_octave_is_balanced_anew_and_masked(small_network, picture, monkeypatch):
    ascent = Ascent(small_network, (Goal("conv1", L2()), Goal(END, L2(), -0.5)), 1.5, clip=True)
    each = small_network.differentiate_each
    widths = []
    monkeypatch.setattr(
        small_network, "differentiate_each", lambda *given: widths.append(given[0].shape[3]) or each(*given)
    )
    mask = torch.zeros(1, 1, 40, 50)
    mask[..., :25] = 1
    dreamed = climb(ascent, picture, Octaves(3, 1.4, 3), unshifted, mask=mask)
    assert widths == [26, 36, 50]
    assert np.allclose(dreamed[:, 28:], picture[:, 28:], atol=1e-3)
    assert not np.allclose(dreamed[:, :24], picture[:, :24], atol=1)


def test_of_several_layers_the_most_demanding_decides_about_the_octaves(small_network, picture):
    ascent = Ascent(small_network, (Goal("conv1", L2()), Goal("missing", L2())), 1.5, clip=True)
    with pytest.raises(UnknownNameError, match="unknown layer 'missing'"):
        climb(ascent, picture, Octaves(), unshifted)
    asked = []
    both = Ascent(small_network, (Goal("conv1", L2()), Goal(END, L2())), 1.5, clip=True)
    climb(both, picture, Octaves(4, 3, 1), lambda *place: asked.append(place) or (0, 0))
    assert asked == [(1, 0), (2, 0), (3, 0)]


def test_a_gradient_that_ends_on_the_way_is_not_worth_a_warning(picture, caplog):
    # Downhill, the ReLU is dead after the first step.
    ascent = Ascent(convolution(weight=1, bias=0, relu=True), (Goal("relu", L2()),), step_size=-400, clip=True)
    dreamed = climb(ascent, picture, Octaves(1, iterations=2), unshifted)
    assert not np.allclose(dreamed, picture, atol=1)
    assert np.isfinite(dreamed).all()
    assert caplog.messages == []


@pytest.mark.parametrize("weight", [1e30, np.inf, np.nan])
def test_a_gradient_that_overflows_is_an_error(picture, weight):
    ascent = Ascent(convolution(weight, bias=0), (Goal("conv", L2()),), 1.5, clip=True)
    with pytest.raises(ModelError, match=r"'conv' overflows torch\.float32; the weights may be damaged"):
        climb(ascent, picture, Octaves(1, iterations=2), unshifted)


def test_a_climb_stops_between_two_steps_when_told(ascent, picture):
    asked = itertools.count(1)
    with pytest.raises(Stopped):
        climb(ascent, picture, Octaves(2, 1.4, 3), unshifted, lambda: next(asked) == 5)
    assert next(asked) == 6


def test_who_watches_sees_every_octave_and_at_last_the_dream(ascent, picture):
    seen = []
    watched = dataclasses.replace(ascent, watch=seen.append)
    dreamed = climb(watched, picture, Octaves(2, 1.4, 1), unshifted)
    assert [tuple(data.shape[2:]) for data in seen] == sizes(40, 50, Octaves(2, 1.4, 1))
    assert np.array_equal(dreamed, climb(ascent, picture, Octaves(2, 1.4, 1), unshifted))
    assert np.array_equal(from_network(seen[-1], ascent.network.mean_bgr), dreamed)


def test_octaves_are_shortened_by_a_share_of_their_iterations_rounded_up():
    assert [Octaves(3, 1.5, 10).shortened(share).iterations for share in (0.0, 0.01, 0.25, 0.3, 1.0)] == [
        0,
        1,
        3,
        3,
        10,
    ]
    assert Octaves(3, 1.5, 0).shortened(0.25) == Octaves(3, 1.5, 0)


def test_within_a_limit_the_largest_sizes_are_left():
    octaves = Octaves(3, 2.0, 10)
    assert octaves.within(2, 4) == Octaves(2, 2.0, 4)
    assert octaves.within(5, 20) == octaves
    assert sizes(40, 60, octaves.within(2, 4)) == sizes(40, 60, octaves)[1:]


def test_a_dream_that_goes_on_is_climbed_mostly_at_the_full_size():
    steadied = {share: Octaves(3, 1.5, 10).steadied(share) for share in (0.0, 0.2, 0.6, 1.0)}
    iterations = {share: [octaves.iterations_at(octave) for octave in range(3)] for share, octaves in steadied.items()}
    assert iterations == {0.0: [0, 0, 0], 0.2: [1, 1, 5], 0.6: [4, 4, 8], 1.0: [10, 10, 10]}


@pytest.mark.parametrize(("share", "steps"), [(0.0, 0), (0.005, 1), (0.2, 4), (0.6, 7), (1.0, 10)])
def test_where_nothing_is_new_it_is_climbed_at_the_full_size_alone_and_by_a_step_less(ascent, picture, share, steps):
    steadied, places = Octaves(3, 1.5, 10).steadied(share, has_new=False), []
    climb(ascent, picture, steadied, lambda *place: places.append(place) or (0, 0))
    assert places == [(2, step) for step in range(steps)]


def test_sizes_below_the_full_one_may_have_iterations_and_a_mask_of_their_own(ascent, picture):
    mask = torch.zeros(1, 2, 40, 50)
    mask[:, 0, :, :20], mask[:, 1, :, 30:] = 1, 1
    places = []
    dreamed = climb(
        ascent,
        picture,
        Octaves(3, 1.4, 3, smaller_iterations=1),
        lambda *place: places.append(place) or (0, 0),
        mask=mask,
    )
    assert places == [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2)]
    changed = np.abs(dreamed - picture).mean((0, 2))
    assert changed[:19].min() > 0.5
    assert changed[22:26].max() < 1e-3
    assert changed[33:].min() > 0.5
    alone = climb(ascent, picture, Octaves(1, 1.4, 3), unshifted, mask=mask)
    assert np.abs(alone - picture)[:, 22:].max() < 1e-3
