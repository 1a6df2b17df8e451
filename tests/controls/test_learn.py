"""What is learned of a control that is moved."""

from dreamstream.controls.base import Signal
from dreamstream.controls.learn import LEARNED, Lesson
from dreamstream.controls.mapping import Control, Controls
from dreamstream.controls.words import WORDS


def cc(number, value):
    return Signal("cc", number, (value / 127,), 1)


def note(number, velocity):
    return Signal("note", number, (velocity / 127,), 10)


def test_each_word_gets_the_control_that_is_moved_for_it():
    lesson = Lesson(["strength", "layer", "hold", "snapshot"])
    # A fader moves on after it was learned, a pad is let go; a pad is no fader.
    moved = [cc(1, 3), cc(1, 9), note(36, 9), Signal("osc", "/layer", (0.5,)), note(36, 90), note(36, 0), cc(20, 127)]
    learned = [lesson.hear(signal) for signal in moved]
    assert [control and control.wish for control in learned] == [
        "strength",
        None,
        None,
        "layer",
        "hold",
        None,
        "snapshot",
    ]
    assert lesson.asked is None
    assert lesson.controls == Controls(
        control=(
            Control(wish="strength", cc=1, channel=1, range=WORDS["strength"].span),
            Control(wish="layer", osc="/layer", range=(0, 1)),
            Control(wish="hold", note=36, channel=10),
            Control(wish="snapshot", cc=20, channel=1),
        )
    )


def test_a_word_that_is_left_out_gets_none():
    lesson = Lesson(["strength", "hold"])
    lesson.skip()
    assert lesson.asked == "hold"
    lesson.skip()
    lesson.skip()
    assert lesson.asked is None
    assert lesson.hear(cc(1, 3)) is None
    assert lesson.controls == Controls()


def test_a_pair_of_numbers_and_a_text_are_no_fader():
    lesson = Lesson(["strength"])
    assert lesson.hear(Signal("osc", "/xy", (0.1, 0.2))) is None
    assert lesson.hear(Signal("osc", "/name", ("x",))) is None


def test_all_that_is_asked_for_can_be_learned():
    lesson = Lesson()
    for number, word in enumerate(LEARNED):
        assert lesson.hear(cc(number, 127)).wish == word
    assert lesson.asked is None
