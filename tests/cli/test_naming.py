"""What films of several inputs are called."""

import pytest

from dreamstream.cli.naming import name_of, outputs_of
from dreamstream.errors import UsageError


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("a.jpg", "a"),
        ("photos/my cat.tar.png", "my cat.tar"),
        ("no-ending", "no-ending"),
        ("noise:64x48", "noise-64x48"),
        ("camera:0", "camera-0"),
        ("-", "stdin"),
        ("walk/f%04d.png", "f"),
        ("walk/%04d.png", "walk"),
        ("walk/*.png", "walk"),
        ("%d.png", "film"),
        ("https://films.example/reel/dog.mp4?key=1", "dog"),
        ("rtsp://films.example", "films.example"),
    ],
)
def test_an_input_has_a_name_that_a_file_can_have(target, name):
    assert name_of(target) == name


def test_braces_are_the_inputs_name_in_every_output():
    assert outputs_of(["a.jpg", "in/b.png"], ["films/{}.mp4", "{}/{}-%d.png"]) == [
        ["films/a.mp4", "a/a-%d.png"],
        ["films/b.mp4", "b/b-%d.png"],
    ]


def test_one_input_may_have_them_and_need_not():
    assert outputs_of(["in/a.jpg"], ["{}.mp4", "plain.gif"]) == [["a.mp4", "plain.gif"]]
    assert outputs_of(["in/a.jpg"], []) == [[]]


@pytest.mark.parametrize(
    ("output", "better"),
    [
        ("out.mp4", "{}.mp4"),
        ("films/out.webm", "films/{}.webm"),
        ("films", "films/{}.mp4"),
        ("out", "{}.mp4"),
        ("-", "{}.mp4"),
    ],
)
def test_one_name_for_several_is_refused_with_one_that_would_do(output, better, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films").mkdir()
    with pytest.raises(UsageError) as refused:
        outputs_of(["a.jpg", "b.jpg"], ["{}.gif", output])
    assert str(refused.value) == (
        f"2 inputs make as many films, and {output} is the name of one; write -o '{better}', "
        "where {} is each input's name"
    )


@pytest.mark.parametrize("other", ["there/a.png", "here/a.jpg"])
def test_inputs_of_one_name_are_refused(other):
    with pytest.raises(UsageError, match=rf"here/a.jpg and {other} would both be films/a.mp4; rename one"):
        outputs_of(["here/a.jpg", "b.jpg", other], ["films/{}.mp4"])


def test_names_that_only_meet_in_another_output_are_refused_too():
    with pytest.raises(UsageError, match=r"a.jpg and a2.jpg would both be a2.gif"):
        outputs_of(["a.jpg", "a2.jpg"], ["{}2.gif", "{}.gif"])
