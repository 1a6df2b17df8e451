"""From what a control sends to what it was made for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dreamstream.controls.base import Signal
from dreamstream.controls.mapping import BUILT_IN, Control, Controls
from dreamstream.controls.words import WORDS
from dreamstream.errors import UsageError
from dreamstream.steering.wishes import CentreY, Distorted, Held, Layer, Look, Point, Strength, Wish

SHARES = st.floats(0, 1)
ENDS = st.tuples(st.floats(-10, 10), st.floats(-10, 10))


def cc(number, value, channel=1):
    return Signal("cc", number, (value / 127,), channel)


def note(number, velocity, channel=1):
    return Signal("note", number, (velocity / 127,), channel)


def osc(address, *values):
    return Signal("osc", address, values)


def made(signal, **keys):
    return Control.model_validate(keys).gesture(signal)


@pytest.mark.parametrize(
    ("keys", "signal", "gesture"),
    [
        ({"wish": "strength", "cc": 1, "range": [0.2, 3]}, cc(1, 0), Strength(0.2)),
        ({"wish": "strength", "cc": 1, "range": [0.2, 3]}, cc(1, 127), Strength(3)),
        ({"wish": "strength", "cc": 1}, cc(1, 127), Strength(3)),
        ({"wish": "centre-y", "cc": 1, "range": [1, 0]}, cc(1, 127), CentreY(0)),
        ({"wish": "hold", "note": 36}, note(36, 100), Wish.HOLD),
        ({"wish": "hold", "note": 36}, note(36, 0), None),
        ({"wish": "held", "note": 36}, note(36, 100), Held(True)),
        ({"wish": "held", "note": 36}, note(36, 0), Held(False)),
        ({"wish": "strength", "note": 36, "range": [0, 2]}, note(36, 127), Strength(2)),
        ({"wish": "strength", "note": 36, "range": [0, 2]}, note(36, 0), None),
        ({"wish": "preset", "note": 40, "value": "vstretch"}, note(40, 1), Look("vstretch")),
        ({"wish": "preset", "note": 40, "value": "vstretch"}, note(40, 0), None),
        ({"wish": "centre", "note": 41, "value": [0.3, 0.5]}, note(41, 1), Point(0.3, 0.5)),
        ({"wish": "distorted", "cc": 2, "value": 0}, cc(2, 127), Distorted(False)),
        ({"wish": "strength", "osc": "/1/fader"}, osc("/1/fader", 1.7), Strength(1.7)),
        ({"wish": "strength", "osc": "/1/fader", "range": [1, 3]}, osc("/1/fader", 0.5), Strength(2)),
        ({"wish": "strength", "osc": "/1/fader", "range": [1, 3]}, osc("/1/fader", 127.0), Strength(3)),
        ({"wish": "centre", "osc": "/1/xy"}, osc("/1/xy", 0.2, 0.4), Point(0.2, 0.4)),
        ({"wish": "layer", "osc": "/layer", "range": [1, 0]}, osc("/layer", "conv2"), Layer("conv2")),
    ],
)
def test_a_control_does_what_its_table_says(keys, signal, gesture):
    control = Control.model_validate(keys)
    assert control.hears(signal)
    assert control.gesture(signal) == gesture


@given(ends=ENDS, share=SHARES)
def test_between_its_ends_a_fader_stays_within_its_range(ends, share):
    low, high = sorted(ends)
    value = made(Signal("cc", 1, (share,), 1), wish="strength", cc=1, range=ends).factor
    assert low - 1e-9 <= value <= high + 1e-9


@given(ends=ENDS, shares=st.tuples(SHARES, SHARES))
def test_a_fader_that_is_moved_up_never_lowers_what_its_range_raises(ends, shares):
    lower, upper = (
        made(Signal("cc", 1, (share,), 1), wish="strength", cc=1, range=sorted(ends)).factor for share in sorted(shares)
    )
    assert lower <= upper + 1e-9


def test_a_control_hears_its_own_number_kind_and_channel():
    control = Control(wish="hold", note=36, channel=2)
    assert control.hears(note(36, 1, channel=2))
    assert not control.hears(note(36, 1, channel=1))
    assert not control.hears(note(37, 1, channel=2))
    assert not control.hears(cc(36, 1, channel=2))
    assert Control(wish="hold", note=36).hears(note(36, 1, channel=16))


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ({"wish": "snapshoot", "cc": 1}, "control.0.wish: unknown wish 'snapshoot'; did you mean 'snapshot'?"),
        ({"wish": "strength"}, "control.0: a control has one of cc, note and osc"),
        ({"wish": "strength", "cc": 1, "note": 2}, "control.0: a control has one of cc, note and osc"),
        ({"wish": "strength", "cc": 128}, "control.0.cc: should be less than or equal to 127, not 128"),
        ({"wish": "strength", "osc": "/a", "channel": 1}, "control.0: OSC has no channels"),
        ({"wish": "hold", "note": 1, "range": [0, 1]}, "control.0: no range goes with hold"),
        ({"wish": "hold", "note": 1, "value": 1}, "control.0: no value goes with hold"),
        ({"wish": "strength", "note": 1, "value": "x"}, "control.0: it takes a number, not 'x'"),
        (
            {"wish": "centre", "cc": 1},
            "control.0: a control of MIDI sends one number, so use centre-x and centre-y, or give it a value",
        ),
        ({"wish": "hold", "nota": 1}, "control.0.nota: unknown key 'nota'; did you mean 'note'?"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(keys, sentence):
    with pytest.raises(UsageError) as caught:
        Controls.parse({"control": [keys]}, "my.toml")
    assert str(caught.value) == f"my.toml: {sentence}"


def test_a_file_is_read_as_it_was_written(tmp_path):
    controls = Controls(
        control=(
            Control(wish="strength", cc=1, channel=3, range=(0.2, 3)),
            Control(wish="preset", note=40, value="vstretch"),
            Control(wish="centre", osc="/xy"),
        )
    )
    (tmp_path / "my.toml").write_text(controls.dump())
    assert Controls.load(tmp_path / "my.toml") == controls


def test_a_file_that_is_not_there_is_told_of(tmp_path):
    with pytest.raises(UsageError, match=r"can't read the controls '.*my\.toml'"):
        Controls.load(tmp_path / "my.toml")


def test_every_word_is_an_address_of_osc():
    assert BUILT_IN.addresses == tuple(f"/dreamstream/{word}" for word in WORDS)
    (control,) = BUILT_IN.heard_by(osc("/dreamstream/strength", 1.4))
    assert control.gesture(osc("/dreamstream/strength", 1.4)) == Strength(1.4)
