"""How many frames a film would have if nothing more came."""

from dreamstream.sinks.whole_frames import WholeFrames


def counts(order, encoded_ahead=8):
    """Give packets in this order of display, encoding somewhat ahead, and return the count after each."""
    whole, found, begun = WholeFrames(), [], 0
    for place, pts in enumerate(order):
        while begun < min(len(order), place + encoded_ahead):
            whole.begin(begun)
            begun += 1
        whole.end(pts)
        found.append(whole.count)
    return found


def test_the_last_two_packets_may_not_be_in_the_file():
    assert counts([0, 1, 2, 3, 4]) == [0, 0, 1, 2, 3]


def test_frames_count_once_all_before_them_are_there():
    # As x264 gives them: each group's last frame before those that lie between.
    assert counts([0, 4, 2, 1, 3, 8, 6, 5, 7, 9, 10]) == [0, 0, 1, 1, 1, 1, 5, 5, 5, 5, 9]


def test_nothing_counts_before_all_streams_have_begun():
    whole, found = WholeFrames(), []
    for pts in range(8):
        whole.begin(pts)
        whole.end(pts, is_held_back=pts < 4)
        found.append(whole.count)
    assert found == [0, 0, 0, 0, 0, 4, 5, 6]


def test_times_may_be_uneven():
    whole = WholeFrames()
    for pts in (0, 40, 41, 500):
        whole.begin(pts)
    for pts in (0, 41, 40, 500):
        whole.end(pts)
    assert (whole.packets, whole.count) == (4, 1)
