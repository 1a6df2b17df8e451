import pytest


@pytest.fixture
def complete(in_shell):
    """Return what a line may end in, without its description."""

    def complete(line):
        found = in_shell("fish", f"source $SCRIPT; complete -C '{line}'")
        return sorted(each.partition("\t")[0] for each in found)

    return complete


@pytest.mark.parametrize(
    ("line", "completed"),
    [
        ("mo", ["models", "movie.mp4"]),
        ("ph", ["photo.jpg"]),
        ("models ", ["add", "fetch", "layers"]),
        ("models fetch vg", ["vgg16"]),
        ("photo.jpg --seaml", ["--seamless"]),
        ("photo.jpg --flow ", ["dis", "none"]),
        ("photo.jpg --flow=d", ["--flow=dis"]),
        ("photo.jpg --preset hue", ["hue-drift"]),
        ("photo.jpg --model vgg16 -l conv1", ["conv1_1", "conv1_2"]),
        ("photo.jpg --distort zoom=0.1,rol", ["zoom=0.1,roll"]),
        ("photo.jpg --octaves ", []),
        ("photo.jpg -o ph", ["photo.jpg"]),
    ],
)
def test_what_is_begun_is_completed(complete, line, completed):
    assert complete(f"dreamstream {line}") == completed
