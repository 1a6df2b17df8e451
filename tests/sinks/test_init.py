"""The output's extension chooses the sink."""

import pytest

from dreamstream.errors import OutputExistsError, UsageError
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.gif import GifSink
from dreamstream.sinks.reverse import ReversedSink
from dreamstream.sinks.video import VideoSink


@pytest.mark.parametrize(
    ("name", "kind"), [("a.mp4", VideoSink), ("a.m4v", VideoSink), ("a.MOV", VideoSink), ("a.Gif", GifSink)]
)
def test_the_extension_chooses(tmp_path, name, kind):
    assert type(open_sink(tmp_path / name)) is kind
    assert type(open_sink(str(tmp_path / name), options=SinkOptions(reverse=True))) is ReversedSink
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "what"), [("out.xyz", r"the extension '\.xyz'"), ("out", "no extension")])
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path, name, what):
    with pytest.raises(UsageError, match=f"{what}, .* known extensions: .gif, .m4v, .mov, .mp4"):
        open_sink(tmp_path / name)


def test_an_existing_output_is_refused_unless_overwriting(tmp_path):
    (tmp_path / "out.gif").touch()
    with pytest.raises(OutputExistsError):
        open_sink(tmp_path / "out.gif")
    open_sink(tmp_path / "out.gif", overwrite=True)
