"""The output's extension chooses the sink."""

import os

import av
import pytest

from dreamstream.errors import OutputExistsError, SinkError, UsageError
from dreamstream.sinks import Sink, SinkOptions, open_sink


@pytest.mark.parametrize(
    ("name", "container"),
    [
        ("a.mp4", "mp4"),
        ("a.m4v", "mp4"),
        ("a.MOV", "mp4"),
        ("a.mkv", "matroska"),
        ("a.WebM", "matroska"),
        ("a.nut", "nut"),
        ("a.Gif", "gif"),
        ("a.apng", "apng"),
        ("a.ts", "mpegts"),
        ("a.flv", "flv"),
        ("a.y4m", "yuv4mpegpipe"),
        ("a.jpg", "image2"),
        ("a%d.TIFF", "image2"),
        ("a.m3u8", "hls"),
    ],
)
def test_the_extension_chooses(tmp_path, make_info, make_frames, write_film, name, container):
    info = make_info()
    write_film(str(tmp_path / name), info, make_frames(info, 5))
    with av.open(tmp_path / (name % 1 if "%" in name else name)) as film:
        assert container in film.format.name or film.format.name.endswith("_pipe")


@pytest.mark.parametrize("reverse", [False, True])
def test_building_a_sink_writes_nothing(tmp_path, reverse):
    targets = [tmp_path / name for name in ("a.mp4", "b.gif", "%d.png", "c.png", "d.m3u8", "e.webp")]
    sink = open_sink(targets, options=SinkOptions(reverse=reverse))
    assert isinstance(sink, Sink)
    assert sink.abandon() is None
    assert list(tmp_path.iterdir()) == []


def test_a_format_is_said_where_the_name_has_none(tmp_path, make_info, make_frames, write_film):
    write_film(tmp_path / "film", make_info(), make_frames(make_info(), 3), format="matroska")
    with av.open(tmp_path / "film") as film:
        assert "matroska" in film.format.name
    with pytest.raises(UsageError, match=r"--format is for -, .*a\.mp4 tells its format itself"):
        open_sink(tmp_path / "a.mp4", options=SinkOptions(format="matroska"))


def test_one_output_is_not_written_twice(tmp_path):
    with pytest.raises(UsageError, match=r"a\.mp4 can only be written once"):
        open_sink([str(tmp_path / "a.mp4"), str(tmp_path / "a.mp4")])
    with pytest.raises(UsageError, match=r"a\.mp4 can only be written once"):
        open_sink([str(tmp_path / "a.mp4"), f"{tmp_path}/../{tmp_path.name}/./a.mp4"])
    with pytest.raises(UsageError, match="no output"):
        open_sink([])


def test_an_empty_name_is_refused_as_such():
    with pytest.raises(UsageError, match="an output has an empty name"):
        open_sink("")


@pytest.mark.parametrize("length", [245, 250, 300])
def test_a_name_that_is_too_long_is_refused_before_anything_is_rendered(tmp_path, length):
    with pytest.raises(SinkError, match=r"mp4(\.state)? can't be written: "):
        open_sink(tmp_path / f"{'x' * length}.mp4")


def test_a_folder_is_told_to_be_one(tmp_path):
    for folder in (tmp_path, f"{tmp_path / 'missing'}{os.sep}"):
        with pytest.raises(UsageError, match=r"is a folder; name a file in it, for example .*dream\.mp4"):
            open_sink(folder)


@pytest.mark.parametrize(("name", "what"), [("out.xyz", r"the extension '\.xyz'"), ("out", "no extension")])
def test_an_unknown_extension_is_refused_with_the_known_ones(tmp_path, name, what):
    with pytest.raises(UsageError, match=f"{what}, .* known extensions: .apng, .bmp, .flv, .gif"):
        open_sink(tmp_path / name)


def test_an_existing_output_is_refused_unless_overwriting(tmp_path):
    (tmp_path / "out.gif").touch()
    with pytest.raises(OutputExistsError):
        open_sink(tmp_path / "out.gif")
    open_sink(tmp_path / "out.gif", overwrite=True)
