from dreamstream.preview.latest import Latest


def test_the_newest_wins_and_is_taken_once():
    slot = Latest()
    assert slot.is_empty
    slot.put(1)
    slot.put(2)
    assert not slot.is_empty
    assert (slot.take(), slot.take()) == (2, None)
