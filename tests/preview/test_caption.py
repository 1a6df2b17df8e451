from fractions import Fraction

from dreamstream.preview.caption import Delay, Pace, caption
from dreamstream.progress import Started
from dreamstream.steering.hand import Hand
from dreamstream.steering.hands import Hands
from dreamstream.steering.wishes import Wish

STARTED = Started("motif", ("motif4",), "cpu", (64, 48), Fraction(24), 240)


def paced(*times):
    pace = Pace()
    for time in times:
        pace.add(time)
    return pace


def test_it_tells_the_frame_the_pace_and_what_is_left():
    progress, state = caption(STARTED, 40, paced(10, 12, 14), Hands("zoom"))
    assert progress == "frame 40 of 240  0.5 fps  6:40 left"
    assert state == "layer motif4  preset zoom"


def test_it_tells_what_is_done_by_hand():
    hands = Hands()
    hands.hand = Hand(preset="vortex", amount=1.25, centre=(0.25, 0.5), distorted=False)
    hands.layers = ("conv2",)
    hands.wish(Wish.HOLD)
    _, state = caption(STARTED, 1, paced(), hands)
    assert state == "layer conv2  preset vortex  strength 1.25  centre 0.25, 0.50  not distorted  held"


def test_it_tells_how_far_it_is_behind_a_camera_and_what_was_dropped():
    def progress(delay):
        return caption(None, 7, paced(1, 1.5), Hands(), delay=delay)[0]

    assert progress(Delay(0.0954, 0)) == "frame 7  2 fps  latency 95 ms"
    assert progress(Delay(0.2, 12)).endswith("  latency 200 ms  12 dropped: the dream is slower than the camera")


def test_it_tells_what_a_budget_has_picked():
    hands = Hands()
    hands.picked = (3, 6)
    assert caption(STARTED, 1, paced(), hands)[1] == "layer motif4  preset none  3 octaves x 6 steps"
    hands.picked = (1, 1)
    assert caption(STARTED, 1, paced(), hands)[1].endswith("  1 octave x 1 step")


def test_where_nothing_dreams_no_layer_is_told():
    still = Started("", (), "", (64, 48), Fraction(24), 240)
    assert caption(still, 1, paced(), Hands("zoom"))[1] == "motion only  preset zoom"


def test_without_an_end_there_is_nothing_left_to_tell():
    assert caption(None, 7, paced(1, 1.5), Hands())[0] == "frame 7  2 fps"
