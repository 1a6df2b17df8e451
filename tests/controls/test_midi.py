"""MIDI's messages as signals, and ports found by their names."""

import sys

import pytest

from dreamstream.controls.base import Signal
from dreamstream.controls.midi import MidiController, found, port_names
from dreamstream.errors import ControlError, UsageError

NAMES = ("Midi Through 14:0", "nanoKONTROL2 20:0", "nanoPAD2 24:0")


def test_knobs_and_keys_are_heard_and_all_else_is_passed_over(midi):
    midi.messages = [
        midi.message("control_change", channel=0, control=1, value=127),
        midi.message("clock"),
        midi.message("note_on", channel=9, note=36, velocity=127),
        midi.message("note_on", channel=9, note=36, velocity=0),
        midi.message("note_off", channel=9, note=37, velocity=64),
        midi.message("pitchwheel", pitch=5),
    ]
    with MidiController("kontrol") as controller:
        assert controller.poll() == (
            Signal("cc", 1, (1.0,), 1),
            Signal("note", 36, (1.0,), 10),
            Signal("note", 36, (0.0,), 10),
            Signal("note", 37, (0.0,), 10),
        )
        assert controller.poll() == ()
    (port,) = midi.opened
    assert (port.name, port.closed) == ("nanoKONTROL2 20:0", True)


@pytest.mark.parametrize(
    ("name", "port"), [("KONTROL", NAMES[1]), ("pad", NAMES[2]), (NAMES[0], NAMES[0]), ("first", NAMES[1])]
)
def test_a_port_is_named_in_part(name, port):
    assert found(name, NAMES) == port


@pytest.mark.parametrize(
    ("name", "names", "sentence"),
    [
        ("nanoPAD3 24:0", NAMES, "unknown MIDI port 'nanoPAD3 24:0'; did you mean 'nanoPAD2 24:0'"),
        (
            "nano",
            NAMES,
            "the MIDI port 'nano' may be any of 'nanoKONTROL2 20:0', 'nanoPAD2 24:0'; say more of its name",
        ),
        ("first", (), "there is no MIDI port to listen to; connect a controller"),
    ],
)
def test_a_port_that_is_not_one_is_refused(name, names, sentence):
    with pytest.raises(UsageError) as caught:
        found(name, names)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize("missing", ["mido", "rtmidi"])
def test_without_the_extra_a_sentence_says_what_to_install(monkeypatch, missing):
    if missing == "rtmidi":
        monkeypatch.delitem(sys.modules, "mido.backends.rtmidi", raising=False)
        mido = pytest.importorskip("mido")
        monkeypatch.setattr(mido, "get_input_names", mido.Backend("mido.backends.rtmidi").get_input_names)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(UsageError, match=r"^MIDI needs mido and python-rtmidi; pip install mido python-rtmidi, "):
        port_names()


@pytest.mark.usefixtures("midi")
def test_a_system_without_midi_is_told_of(monkeypatch):
    def fail():
        raise OSError("no sequencer")

    monkeypatch.setattr("mido.get_input_names", fail)
    with pytest.raises(ControlError, match=r"^this system has no MIDI: no sequencer$"):
        MidiController("first")


def test_a_port_that_another_has_is_told_of(midi, monkeypatch):
    def fail(name):
        raise OSError("taken")

    monkeypatch.setattr("mido.open_input", fail)
    with pytest.raises(ControlError, match=r"^the MIDI port 'LPD8 24:0' can't be opened: taken$"):
        MidiController("lpd")


def test_who_is_unplugged_is_missed_and_heard_again_once_it_is_back(midi, monkeypatch):
    monkeypatch.setattr("dreamstream.controls.midi._SECONDS_BETWEEN_LOOKS", 0)
    told = []
    monkeypatch.setattr("dreamstream.controls.midi._logger.warning", lambda form, name: told.append(form % name))
    with MidiController("lpd") as controller:
        midi.names = ["Midi Through 14:0"]
        while len(told) < 1:
            assert controller.poll() == ()
        midi.names = ["Midi Through 14:0", "LPD8 28:0"]
        while len(told) < 2:
            assert controller.poll() == ()
        midi.messages = [midi.message("control_change", channel=0, control=1, value=127)]
        assert controller.poll() == (Signal("cc", 1, (1.0,), 1),)
    assert told == [
        "the MIDI port 'LPD8 24:0' is gone; all goes on, and it is heard again once it is back",
        "the MIDI port 'LPD8 28:0' is there again",
    ]
    assert [port.closed for port in midi.opened] == [True, True]
