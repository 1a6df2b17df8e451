import threading

from dreamstream.steering.hands import Hands
from dreamstream.steering.wishes import Point, Wish


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


def test_a_stop_ends_the_wait():
    hands, stop = Hands(), threading.Event()
    hands.wish(Wish.HOLD)
    thread = threading.Thread(target=hands.take, args=(stop.is_set,))
    thread.start()
    assert thread.is_alive()
    stop.set()
    thread.join(timeout=10)
    assert not thread.is_alive()
