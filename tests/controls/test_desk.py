"""Several controllers and what they mean; the controllers here are lists."""

import pytest

from dreamstream.controls.base import Controller, Signal
from dreamstream.controls.desk import Desk
from dreamstream.controls.mapping import Control, Controls
from dreamstream.steering.hands import Hands
from dreamstream.steering.wishes import CentreX, Strength, Wish


class FakeController(Controller):
    """Hands out its signals once."""

    def __init__(self, *signals):
        self.signals = signals

    def poll(self):
        signals, self.signals = self.signals, ()
        return signals

    def close(self):
        pass


def osc(address, *values):
    return Signal("osc", address, values)


def test_gestures_of_all_controllers_come_once():
    desk = Desk(
        [FakeController(osc("/dreamstream/strength", 2.0)), FakeController(Signal("note", 36, (1.0,), 1))],
        Controls(control=(Control(wish="hold", note=36),)),
    )
    assert desk.poll() == (Strength(2), Wish.HOLD)
    assert desk.poll() == ()


def test_one_control_may_do_several_things():
    controls = Controls(control=(Control(wish="restart", note=36), Control(wish="strength", note=36, value=1)))
    assert Desk([FakeController(Signal("note", 36, (1.0,), 1))], controls).poll() == (Wish.RESTART, Strength(1))


def test_an_address_of_the_users_own_hides_the_built_in_one():
    controls = Controls(control=(Control(wish="strength", osc="/dreamstream/strength", range=(0, 10)),))
    assert Desk([FakeController(osc("/dreamstream/strength", 0.5))], controls).poll() == (Strength(5),)


@pytest.mark.parametrize(
    ("signal", "sentence"),
    [
        (
            osc("/dreamstream/strenght", 1.0),
            "unknown OSC address '/dreamstream/strenght'; did you mean '/dreamstream/strength'",
        ),
        (osc("/dreamstream/strength", "x"), "OSC address '/dreamstream/strength': it takes a number, not 'x'"),
    ],
)
def test_what_makes_no_sense_is_told_once_and_ignored(caplog, signal, sentence):
    assert Desk([FakeController(signal, signal, osc("/dreamstream/strength", 2.0))], Controls()).poll() == (
        Strength(2),
    )
    (message,) = caplog.messages
    assert message.startswith(sentence)
    assert message.endswith("; it is ignored")


def test_what_others_say_to_each_other_is_passed_over(caplog):
    assert Desk([FakeController(osc("/live/tempo", 120.0), Signal("cc", 7, (1.0,), 1))], Controls()).poll() == ()
    assert caplog.messages == []


def test_nobody_can_flood_the_terminal(caplog):
    Desk([FakeController(*(osc(f"/dreamstream/{n}") for n in range(99)))], Controls()).poll()
    assert len(caplog.messages) == 10


def test_two_controllers_at_once_both_count_and_of_one_setting_the_last_that_is_heard():
    hands = Hands()
    one = FakeController(
        osc("/dreamstream/strength", 2.0), osc("/dreamstream/held", 1.0), osc("/dreamstream/centre-x", 0.2)
    )
    other = FakeController(Signal("cc", 1, (0.5,), 1), Signal("note", 36, (1.0,), 1), Signal("note", 37, (0.0,), 1))
    controls = Controls(
        control=(
            Control(wish="strength", cc=1, range=(0, 3)),
            Control(wish="deeper", note=36),
            Control(wish="held", note=37),
        )
    )
    for wish in Desk([one, other], controls).poll():
        hands.wish(wish)
    assert not hands.is_held
    assert hands.take() == (CentreX(0.2), Strength(1.5), Wish.DEEPER)
