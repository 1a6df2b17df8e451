"""A film that tells at its end what was done keeps its sound, subtitles and chapters where they were."""

from dataclasses import replace

import av
import pytest

from dreamstream.comments import comments_of, without_comment
from dreamstream.sources import SourceOptions, open_source


def facts(path):
    """Everything in a film but its comment."""
    with av.open(path) as film:
        packets = [
            (packet.stream.index, packet.pts, packet.dts, packet.duration, bytes(packet))
            for packet in film.demux()
            if packet.size
        ]
        streams = [
            (each.type, each.codec_context and each.codec_context.name, each.language, each.disposition)
            for each in film.streams
        ]
        chapters = [{**each, "id": 0} for each in film.chapters()]
        return streams, chapters, without_comment(film.metadata), sorted(packets)


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
@pytest.mark.parametrize(
    ("output", "film"),
    [
        ("out.mp4", {"subtitles": "subrip", "chapters": ("one", "two")}),
        ("out.mov", {"languages": ("deu", "fra")}),
        ("out.mkv", {"subtitles": "subrip", "chapters": ("one", "two"), "languages": ("deu", "fra")}),
        ("out.webm", {"codec": "libopus", "subtitles": "ass"}),
        ("out.nut", {}),
        ("out.flv", {}),
    ],
)
def test_it_is_the_same_film(make_sounding, write, tmp_path, output, film, codec):
    source = make_sounding("in.mkv", video=codec, **film)
    for folder, text in (("plain", "# 1\n"), ("told", "# 1\n# 2\n")):
        (tmp_path / folder).mkdir()
        opened = open_source(source, SourceOptions())
        opened.info = replace(opened.info, recipe="# 1\n", recipe_so_far=lambda text=text: text)
        write(opened, tmp_path / folder / output)
    assert comments_of(tmp_path / "told" / output) == ["# 1\n# 2\n"]
    assert facts(tmp_path / "told" / output) == facts(tmp_path / "plain" / output)
