from dreamstream.distortions import create
from dreamstream.distortions.centre import centred


def test_what_has_a_centre_gets_it_and_keeps_all_else():
    assert centred({"type": "zoom", "scale": 0.1, "centre_x": 0.9}, 0.2, 0.7) == {
        "type": "zoom",
        "scale": 0.1,
        "centre_x": 0.2,
        "centre_y": 0.7,
    }


def test_a_schedule_gives_way():
    moved = create(centred({"type": "zoom", "scale": "0.1*sin(t)", "centre_x": "0.5 + 0.1*sin(t)"}, 0.2, 0.7))
    assert set(moved.schedules) == {"scale"}
    assert (moved.fixed["centre_x"], moved.fixed["centre_y"]) == (0.2, 0.7)


def test_a_stretch_has_its_centre_along_its_axis():
    assert centred({"type": "stretch"}, 0.2, 0.7)["centre"] == 0.7
    assert centred({"type": "squeeze", "axis": "horizontal"}, 0.2, 0.7)["centre"] == 0.2


def test_it_is_found_however_deep_it_lies():
    table = {"type": "mix", "distort": [{"type": "chain", "distort": [{"type": "rotate"}]}, {"type": "roll"}]}
    first, second = centred(table, 0.2, 0.7)["distort"]
    assert first["distort"] == [{"type": "rotate", "centre_x": 0.2, "centre_y": 0.7}]
    assert second == {"type": "roll"}
