"""A film's file: what is left when its last step fails."""

import errno

import pytest

from dreamstream.errors import SinkError
from dreamstream.sinks import open_sink, opening


def test_when_the_last_copy_fails_the_film_is_whole_in_the_part(
    tmp_path, make_info, make_frames, read_back, monkeypatch
):
    def fill_the_disk(_source, target, container_format, supplement):
        target.write_bytes(b"half a film")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(opening, "write_faststart", fill_the_disk)
    info, part = make_info(), tmp_path / "out.part.mp4"
    sink = open_sink(tmp_path / "out.mp4")
    sink.open(info)
    for frame in make_frames(info, 30):
        sink.write(frame)
    with pytest.raises(SinkError) as caught:
        sink.finish()
    assert sink.abandon() == part
    assert str(caught.value) == (
        f"{tmp_path / 'out.mp4'} can't be made: No space left on device; {part} is whole and plays"
    )
    assert list(tmp_path.iterdir()) == [part]
    assert len(read_back(part)) == 30
