import threading
from fractions import Fraction

from dreamstream.steering.hands import Hands
from dreamstream.steering.past import Past
from dreamstream.steering.wishes import CentreX, Held, Point, Strength, Wish
from dreamstream.tables import Act


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


def test_of_what_is_wished_while_frames_begin_nothing_is_lost_and_nothing_comes_twice():
    hands, taken, count = Hands(), [], 2000
    wishing = threading.Thread(target=lambda: [hands.wish(Wish.UP) for _ in range(count)])
    wishing.start()
    while wishing.is_alive():
        taken += hands.take()
    taken += hands.take()
    assert taken == [Wish.UP] * count


def test_with_frames_that_are_in_the_output_nothing_comes_true_any_more():
    hands = Hands()
    hands.go_on(Past(frames=5, acts=(Act(frame=1, amount=2),), times=((1, Fraction(1, 25)),), record="a"))
    hands.wish(Wish.UP)
    assert hands.take(frame=4) == ()
    assert hands.take(frame=5) == (Wish.UP,)
    assert (hands.acts, hands.record) == (hands.past.acts, "a")


def test_what_is_done_again_counts_from_its_frame_on():
    hands = Hands()
    early, late, new = Act(frame=5, amount=2), Act(frame=9, amount=3), Act(frame=7, amount=1)
    hands.coming = (early, late)
    assert (hands.acts, hands.known) == ((), (early, late))
    assert [hands.do_again(frame) for frame in (4, 6, 7)] == [(), (early,), ()]
    hands.acts += (new,)
    assert (hands.acts, hands.known) == ((early, new), (early, new, late))


def test_a_frame_that_is_lost_takes_along_what_was_done_with_it():
    hands = Hands()
    hands.acts = tuple(Act(frame=index, amount=2) for index in (3, 4, 4))
    hands.times = ((3, Fraction(3)), (4, Fraction(4)))
    hands.lose(5)
    assert len(hands.acts) == 3
    hands.lose(4)
    assert (hands.acts, hands.times) == ((Act(frame=3, amount=2),), ((3, Fraction(3)),))
