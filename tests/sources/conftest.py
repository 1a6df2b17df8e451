"""Small videos and pictures, made where they are needed."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

MakeVideo = Callable[..., Path]


def patterns(count: int, width: int, height: int) -> list[NDArray[np.uint8]]:
    """Pictures of 8-pixel blocks that differ from frame to frame, so that packets are not all tiny."""
    generator = np.random.default_rng(0)
    blocks = generator.integers(0, 256, (count, -(-height // 8), -(-width // 8), 3), dtype=np.uint8)
    return [np.kron(each, np.ones((8, 8, 1), np.uint8))[:height, :width] for each in blocks]


@pytest.fixture
def make_video(tmp_path: Path) -> MakeVideo:
    """Write a video of the given pictures; lossless unless the codec can't be."""

    def make(
        name: str = "video.mkv",
        *,
        pictures: Sequence[NDArray[np.uint8]] | None = None,
        codec: str = "ffv1",
        pixel_format: str = "bgr0",
        rate: Fraction | int = 25,
        pts: Sequence[int] | None = None,
        set_up: Callable[[Any], None] = lambda _stream: None,
    ) -> Path:
        pictures = patterns(6, 64, 48) if pictures is None else pictures
        path = tmp_path / name
        options = {"movflags": "faststart"} if name.endswith(".mp4") else {}
        with av.open(path, "w", options=options) as container:
            stream = container.add_stream(codec, rate=rate)
            stream.height, stream.width = pictures[0].shape[:2]
            stream.pix_fmt = pixel_format
            set_up(stream)
            for index, pixels in enumerate(pictures):
                frame = av.VideoFrame.from_ndarray(pixels, format="rgb24" if pixels.shape[2] == 3 else "rgba")
                frame.pts, frame.time_base = (index, 1 / Fraction(rate))
                if pts is not None:
                    frame.pts, frame.time_base = pts[index], Fraction(1, 1000)
                    stream.codec_context.time_base = Fraction(1, 1000)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        return path

    return make
