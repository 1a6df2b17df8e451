"""What one frame of the embedded model costs, counted rather than timed: calls, builds, memory that is made."""

import itertools
from collections import Counter

import numpy as np
import pytest
import torch
from device_only import DeviceOnly
from torch.utils._python_dispatch import TorchDispatchMode

from dreamstream import caffe
from dreamstream.dreaming import L2, Ascent, Channels, Goal, Guide, Logit, Octaves, Shaping, climb
from dreamstream.dreaming.dreamer import random_shift
from dreamstream.dreaming.jitter import Shift
from dreamstream.dreaming.shaping import NOTHING
from dreamstream.models import find_model
from dreamstream.network import Network
from dreamstream.network.device import Placement
from dreamstream.network.fusion import Work
from dreamstream.network.threads import computing_on

END = "inception_4c/output"
WIDTH, HEIGHT = 96, 64


class Counting(TorchDispatchMode):
    """Counts PyTorch's calls by name, and the bytes of tensors that did not exist before."""

    def __init__(self):
        super().__init__()
        self.calls, self.bytes = Counter(), 0

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        self.calls[function.overloadpacket.__name__] += 1
        if not function.is_view:
            known = {id(each) for each in (*args, *(kwargs or {}).values())}
            made = result if isinstance(result, tuple | list) else (result,)
            self.bytes += sum(each.nbytes for each in made if isinstance(each, torch.Tensor) and id(each) not in known)
        return result


@pytest.fixture(scope="module")
def motif():
    card = find_model("motif")
    return caffe.load(card.prototxt, card.weights)


@pytest.fixture
def dream_frame(motif):
    """Dream one frame in exact mode, two octaves of three steps; the same network for all of a test's frames."""
    network = Network(motif, device="cpu", precision="float32")
    picture = np.random.default_rng(0).uniform(0, 255, (HEIGHT, WIDTH, 3)).astype(np.float32)

    def dream(frame, goals=PLAIN, shaping=NOTHING, mask=None):
        ascent = Ascent(network, goals, 1.5, clip=True, shaping=shaping)
        return climb(ascent, picture, Octaves(2, 1.4, 3), random_shift(0, frame, 8), mask=mask)

    return dream


PLAIN = (Goal(END, L2()),)
ALL = (Goal(END, L2(), -1.0), Goal("conv1", Channels((1, 2))), Goal("inception_3a/output", Logit((5,)), 0.5))
SHAPED = Shaping(total_variation=0.2, l2_decay=0.1, smooth_octaves=2)


def test_a_frame_has_no_more_calls_and_memory_than_it_needs(dream_frame):
    dream_frame(0)
    with Counting() as counting:
        dream_frame(1)
    steps, picture_bytes = 2 * 3, WIDTH * HEIGHT * 3 * 4
    # Three convolutions before the modules; four modules of four, the three that read one blob being one. Each has
    # a way back.
    assert counting.calls["convolution"] + counting.calls["_convolution_pointwise"] == steps * 2 * (3 + 4 * 4)
    assert counting.calls["convolution_backward"] == 0
    assert counting.calls["max_pool2d_with_indices"] == counting.calls["max_pool2d_with_indices_backward"] == steps * 6
    assert counting.calls["roll"] == steps * 2
    assert counting.calls["upsample_bilinear2d"] == 2
    # Measured: 168 calls a step, and fifty times the picture's memory at the full size.
    assert sum(counting.calls.values()) <= steps * 170
    assert counting.bytes <= steps * 52 * picture_bytes


LAYOUTS = {"clone", "contiguous", "copy_", "_to_copy"}
"""Calls that copy values to where others expect them."""


def test_the_channels_stay_innermost_so_that_a_step_copies_nothing_to_another_place(dream_frame):
    dream_frame(0)
    with Counting() as counting:
        dream_frame(1)
    # The picture's way out, two pictures resized, and the two bounds of a row at each of two sizes.
    assert sum(counting.calls[name] for name in LAYOUTS) == 1 + 2 + 2 * 2


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize(("goals", "shaping"), [(PLAIN, NOTHING), (ALL, SHAPED)], ids=["plain", "all"])
def test_a_frame_waits_for_the_device_once_and_sends_it_no_more_than_the_picture(dream_frame, goals, shaping, masked):
    mask = torch.linspace(0, 1, HEIGHT * WIDTH).view(1, 1, HEIGHT, WIDTH) if masked else None
    dream_frame(0, goals, shaping, mask)
    with Counting() as counting:
        dream_frame(1, goals, shaping, mask)
    assert counting.calls["_local_scalar_dense"] == 1
    assert sum(counting.calls[name] for name in ("nonzero", "is_nonzero", "equal", "unique", "masked_select")) == 0
    # A tensor made of the host's numbers.
    assert counting.calls["lift_fresh"] == 1


@pytest.fixture
def on_card(motif):
    """Make a step as a card takes it in a recording, in one of its precisions, and return what is asked for."""

    def step(goals, shaping=NOTHING, masked=False, dtype=torch.bfloat16):
        # Like a card it is no processor, so the same ways are taken; and it has no values that could be asked for.
        card = torch.device("meta")
        network = Network(motif, device="cpu", precision="float32")
        network.placement = Placement(card, dtype)
        data = torch.empty(1, 3, HEIGHT, WIDTH, device=card, memory_format=torch.channels_last)
        mask = torch.empty(1, 1, HEIGHT, WIDTH, device=card) if masked else None
        ascent = Ascent(network, goals, torch.empty((), device=card), clip=True, shaping=shaping)
        shift = Shift.of((HEIGHT, WIDTH), card)
        first = ascent.step(data, shift, mask=mask)
        with DeviceOnly(card) as counting:
            again = ascent.step(data, shift, balance=first.balance, mask=mask)
            if first.balance is not None:
                ascent.step(data, shift, mask=mask)
        assert again.data.dtype == torch.float32
        assert again.data.is_contiguous(memory_format=torch.channels_last)
        return Counter(counting.calls)

    return step


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize("masked", [False, True], ids=["everywhere", "masked"])
@pytest.mark.parametrize(("goals", "shaping"), [(PLAIN, NOTHING), (ALL, SHAPED)], ids=["plain", "all"])
def test_a_step_on_a_card_can_be_recorded(on_card, goals, shaping, masked, dtype):
    assert on_card(goals, shaping, masked, dtype)


def test_a_step_on_a_card_asks_for_no_more_kernels_than_it_needs(on_card):
    calls = on_card(PLAIN)
    assert calls["convolution"] == 2 * (3 + 4 * 4)
    # Into the network's precision and back, and nothing to another place.
    assert calls["_to_copy"] == 2
    assert sum(calls[name] for name in LAYOUTS) == 2
    # Memory that is taken is no kernel. On small pictures it is by their number that a step takes long.
    assert sum(calls.values()) - calls["empty_like"] <= 122


def test_a_guide_on_a_card_waits_for_nothing_and_sends_nothing():
    guide, activation = (torch.empty(1, 8, side, 40, device="meta") for side in (50, 60))
    with DeviceOnly("meta") as counting:
        Guide(guide).top_diff(activation)
    assert counting.calls


def test_only_the_first_frame_builds(dream_frame, monkeypatch):
    built = []
    build = Work.build
    monkeypatch.setattr(Work, "build", lambda work, placement: built.append(work) or build(work, placement))
    dream_frame(0)
    first = len(built)
    assert first == len(set(built)) > 0
    monkeypatch.setattr("dreamstream.network.network.top_shapes", None)
    monkeypatch.setattr("dreamstream.network.network.plan", None)
    dream_frame(1)
    assert len(built) == first


def test_bfloat16_reaches_what_float32_does(motif):
    # The last bit of the first step moves one picture's objective by 3 %, so several are dreamed.
    exact = Network(motif, device="cpu", precision="float32")
    reached = {"float32": 0.0, "bfloat16": 0.0}
    for seed, precision in itertools.product(range(4), reached):
        picture = np.random.default_rng(seed).uniform(0, 255, (180, 240, 3)).astype(np.float32)
        ascent = Ascent(Network(motif, device="cpu", precision=precision), (Goal(END, L2()),), 1.5, clip=True)
        dreamed = climb(ascent, picture, Octaves(2, 1.4, 10), random_shift(seed, 0, 8))
        data = dreamed[:, :, ::-1].transpose(2, 0, 1)[None] - np.reshape(exact.mean_bgr, (1, 3, 1, 1))
        reached[precision] += np.square(exact.forward(data.astype(np.float32), END)).sum()
    assert reached["bfloat16"] == pytest.approx(reached["float32"], rel=0.02)


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
@pytest.mark.parametrize(("goals", "shaping"), [(PLAIN, NOTHING), (ALL, SHAPED)], ids=["plain", "all"])
def test_a_dream_is_the_same_however_many_threads_compute_it(motif, precision, goals, shaping):
    # So large that PyTorch cuts its sums into parts.
    picture = np.random.default_rng(0).uniform(0, 255, (120, 160, 3)).astype(np.float32)

    def dream(threads):
        with computing_on(threads):
            network = Network(motif, device="cpu", precision=precision)
            ascent = Ascent(network, goals, 1.5, clip=True, shaping=shaping)
            return climb(ascent, picture, Octaves(2, 1.4, 3), random_shift(0, 0, 8))

    one = dream(1)
    assert all(np.array_equal(one, dream(threads)) for threads in (2, 3))
