from collections.abc import Callable
from pathlib import Path

import pytest

from dreamstream.errors import SourceError, UnknownNameError
from dreamstream.sources.medium import open_file

MakeVideo = Callable[..., Path]


@pytest.mark.parametrize(("name", "codec", "can_seek"), [("a.mkv", "ffv1", True), ("a.gif", "gif", False)])
def test_only_containers_that_know_whole_pictures_are_sought_in(
    make_video: MakeVideo, name: str, codec: str, can_seek: bool
):
    medium = open_file(make_video(name, codec=codec, pixel_format="rgb8" if codec == "gif" else "bgr0"))
    assert (medium.can_seek, medium.is_live, medium.patience_seconds) == (can_seek, False, 0)
    assert medium.name.endswith(f"{name}'")


def test_a_format_can_be_forced_and_is_refused_when_unknown_or_wrong(make_video: MakeVideo):
    path = make_video()
    assert open_file(path, "matroska").container.format.name == "matroska"
    with pytest.raises(UnknownNameError, match="unknown input format 'matrosca'; did you mean 'matroska'"):
        open_file(path, "matrosca")
    with pytest.raises(SourceError, match=r"can't open '.*video.mkv': Invalid argument"):
        open_file(path, "yuv4mpegpipe")
