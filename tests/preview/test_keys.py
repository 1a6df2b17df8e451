from dreamstream.preview.keys import FINISH, HELP, KEYS, SNAPSHOT, WISHES


def test_every_key_is_told():
    told = set(KEYS.split())
    named = {"left": "arrows,", "right": "arrows,", "up": "arrows,", "down": "arrows,", " ": "space"}
    # Second spellings of other keys.
    hidden = {"+", "P"}
    assert {named.get(key, key) for key in (*WISHES, HELP, SNAPSHOT, FINISH)} - hidden <= told
