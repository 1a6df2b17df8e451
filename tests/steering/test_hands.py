import threading

from dreamstream.steering.hands import Hands
from dreamstream.steering.wishes import CentreX, Held, Point, Strength, Wish


def test_wishes_are_taken_once_and_in_order():
    hands = Hands()
    hands.wish(Wish.UP)
    hands.wish(Point(0.1, 0.2))
    assert hands.take() == (Wish.UP, Point(0.1, 0.2))
    assert hands.take() == ()


def test_while_held_wishes_wait_for_the_end_of_that():
    hands, taken = Hands(), []
    hands.wish(Wish.HOLD)
    assert hands.is_held
    thread = threading.Thread(target=lambda: taken.append(hands.take()))
    thread.start()
    hands.wish(Wish.DEEPER)
    assert taken == []
    hands.wish(Wish.HOLD)
    thread.join(timeout=10)
    assert taken == [(Wish.DEEPER,)]
    assert not hands.is_held


def test_of_a_setting_that_is_made_again_only_the_newest_waits():
    hands = Hands()
    for wish in (Strength(1), CentreX(0.2), Wish.STRONGER, Wish.STRONGER, Strength(2), Strength(3)):
        hands.wish(wish)
    assert hands.take() == (CentreX(0.2), Wish.STRONGER, Wish.STRONGER, Strength(3))


def test_it_can_be_held_and_let_go_without_knowing_which_holds():
    hands = Hands()
    states = []
    for is_on in (True, True, False, False):
        hands.wish(Held(is_on))
        states.append(hands.is_held)
    assert states == [True, True, False, False]


def test_a_stop_ends_the_wait():
    hands, stop = Hands(), threading.Event()
    hands.wish(Wish.HOLD)
    thread = threading.Thread(target=hands.take, args=(stop.is_set,))
    thread.start()
    assert thread.is_alive()
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
