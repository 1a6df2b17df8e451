from fractions import Fraction

from dreamstream.preview.caption import Pace, caption
from dreamstream.preview.keys import FINISH, HELP, OWN_KEYS, SNAPSHOT, WISHES
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
    progress, state, _ = caption(STARTED, 40, paced(10, 12, 14), Hands("zoom"))
    assert progress == "frame 40 of 240  0.5 fps  6:40 left"
    assert state == "layer motif4  preset zoom"


def test_it_tells_what_is_done_by_hand():
    hands = Hands()
    hands.hand = Hand(preset="vortex", amount=1.25, centre=(0.25, 0.5), distorted=False)
    hands.layers = ("conv2",)
    hands.wish(Wish.HOLD)
    _, state, _ = caption(STARTED, 1, paced(), hands)
    assert state == "layer conv2  preset vortex  strength 1.25  centre 0.25, 0.50  not distorted  held"


def test_where_nothing_dreams_no_layer_is_told():
    still = Started("", (), "", (64, 48), Fraction(24), 240)
    assert caption(still, 1, paced(), Hands("zoom"), is_steered=False)[1:] == ("motion only  preset zoom", OWN_KEYS)


def test_without_an_end_there_is_nothing_left_to_tell():
    assert caption(None, 7, paced(1, 1.5), Hands())[0] == "frame 7  2 fps"


def test_every_key_is_told():
    *_, keys = caption(None, 0, paced(), Hands())
    told = set(keys.split())
    named = {"left": "arrows,", "right": "arrows,", "up": "arrows,", "down": "arrows,", " ": "space"}
    # Second spellings of other keys.
    hidden = {"+", "P"}
    assert {named.get(key, key) for key in (*WISHES, HELP, SNAPSHOT, FINISH)} - hidden <= told
