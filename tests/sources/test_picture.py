import os
import struct
import sys
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from dreamstream.errors import SourceError
from dreamstream.sources.orientation import upright
from dreamstream.sources.picture import animation_format, is_picture, read_picture

DATA = Path(__file__).parents[1] / "data" / "sources"

BGR = np.full((48, 64, 3), (10, 40, 250), np.uint8)
RGB = [250, 40, 10]


def encoded(extension: str, pixels: np.ndarray, *options: int) -> bytes:
    done, data = cv2.imencode(extension, pixels, options)
    assert done
    return data.tobytes()


def png(
    depth: int, colour_type: int, row: bytes, *chunks: tuple[bytes, bytes], size: tuple[int, int] = (2, 1)
) -> bytes:
    header = struct.pack(">IIBBBBB", *size, depth, colour_type, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IDAT", zlib.compress(b"\0" + row)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


PALETTE = (b"PLTE", bytes([255, 0, 0, 0, 0, 255]))


@pytest.mark.parametrize("extension", [".png", ".webp", ".tiff", ".bmp", ".jpg", ".gif", ".jp2", ".ppm"])
def test_every_usual_format_is_read_whatever_its_name(tmp_path: Path, extension: str):
    (tmp_path / "picture.dat").write_bytes(encoded(extension, BGR))
    pixels = read_picture(tmp_path / "picture.dat")
    assert (pixels.shape, pixels.dtype) == ((48, 64, 3), np.uint8)
    # The palette of a GIF is coarse.
    assert np.abs(pixels[24, 32].astype(int) - RGB).max() <= 10


@pytest.mark.parametrize(
    ("data", "left", "right"),
    [
        pytest.param(png(8, 0, bytes([10, 200])), [10] * 3, [200] * 3, id="grey"),
        pytest.param(png(1, 0, b"\x40"), [0] * 3, [255] * 3, id="one bit"),
        pytest.param(png(16, 0, struct.pack(">2H", 2570, 65535)), [10] * 3, [255] * 3, id="grey, 16 bits"),
        pytest.param(png(8, 4, bytes([10, 0, 200, 255])), [0] * 3, [200] * 3, id="grey and alpha"),
        pytest.param(
            png(16, 2, struct.pack(">6H", 2570, 0, 65535, 129, 128, 3)), [10, 0, 255], [1, 0, 0], id="16 bits"
        ),
        pytest.param(png(8, 6, bytes([255, 255, 255, 128, 1, 2, 3, 255])), [128] * 3, [1, 2, 3], id="alpha"),
        pytest.param(png(8, 3, bytes([0, 1]), PALETTE), [255, 0, 0], [0, 0, 255], id="palette"),
        pytest.param(
            png(8, 3, bytes([0, 1]), PALETTE, (b"tRNS", b"\0\xff")), [0] * 3, [0, 0, 255], id="transparent palette"
        ),
    ],
)
def test_every_form_of_colour_becomes_rgb(tmp_path: Path, data: bytes, left: list[int], right: list[int]):
    (tmp_path / "a.png").write_bytes(data)
    assert read_picture(tmp_path / "a.png").tolist() == [[left, right]]


def test_a_float_tiff_runs_from_0_to_1(tmp_path: Path):
    values = np.array([[-1.0, 0.2, 0.5, 3.0]], np.float32)
    (tmp_path / "a.tif").write_bytes(encoded(".tiff", values))
    assert read_picture(tmp_path / "a.tif")[0, :, 0].tolist() == [0, 51, 128, 255]


def test_a_cmyk_jpeg_has_the_colours_it_was_made_of():
    # Made with Pillow: a 16x16 picture of (255, 40, 10), converted to CMYK, saved with quality 90.
    assert np.abs(read_picture(DATA / "cmyk.jpg").astype(int) - [255, 40, 10]).max() <= 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("extension", [".jpg", ".png", ".webp"])
def test_the_exif_orientation_is_honoured(tmp_path: Path, extension: str, orientation: int):
    stored = np.zeros((32, 48, 4 if extension == ".png" else 3), np.uint8)
    stored[:16, :24], stored[16:, :24, 0], stored[..., 3:] = 255, 255, 255
    exif = b"MM" + struct.pack(">HIHHHIHHI", 42, 8, 1, 274, 3, 1, orientation, 0, 0)
    block = np.frombuffer(exif, np.uint8)
    done, data = cv2.imencodeWithMetadata(extension, stored, [cv2.IMAGE_METADATA_EXIF], [block])
    assert done
    (tmp_path / "a").write_bytes(data.tobytes())
    expected = upright(stored[..., 2::-1], orientation)
    assert np.abs(read_picture(tmp_path / "a").astype(int) - expected).mean() < 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_of_a_tiff_is_honoured(tmp_path: Path, orientation: int):
    rows = bytes([0, 50, 100, 150, 200, 250])
    tags = [
        (256, 3),
        (257, 2),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (274, orientation),
        (277, 1),
        (278, 2),
        (279, 6),
    ]
    entries = b"".join(struct.pack("<HHII", tag, 3, 1, value) for tag, value in tags)
    data = b"II*\0" + struct.pack("<I", 14) + rows + struct.pack("<H", len(tags)) + entries + bytes(4)
    (tmp_path / "a.tif").write_bytes(data)
    expected = upright(np.frombuffer(rows, np.uint8).reshape(2, 3), orientation)
    assert read_picture(tmp_path / "a.tif")[..., 0].tolist() == expected.tolist()


@pytest.mark.parametrize("extension", [".jpg", ".png", ".webp", ".tiff", ".bmp"])
def test_a_picture_cut_short_is_an_error_and_nothing_else_is_said(
    tmp_path: Path, extension: str, capfd: pytest.CaptureFixture[str]
):
    whole = encoded(extension, np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8))
    path = tmp_path / f"cut{extension}"
    for length in (len(whole) // 2, len(whole) - 3, 40):
        path.write_bytes(whole[:length])
        with pytest.raises(SourceError, match=f"cut{extension}' is damaged or cut short"):
            read_picture(path)
    assert capfd.readouterr() == ("", "")


def test_a_jpeg_with_a_broken_middle_is_an_error(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    data = bytearray(encoded(".jpg", np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)))
    data[len(data) // 2 : len(data) // 2 + 40] = b"\xff\xd9" * 20
    (tmp_path / "a.jpg").write_bytes(data)
    with pytest.raises(SourceError, match=r"a.jpg' is damaged"):
        read_picture(tmp_path / "a.jpg")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("size", [(100_000, 100_000), (2**31 - 1, 1), (30_000, 30_000)])
def test_an_absurd_size_is_an_error(tmp_path: Path, size: tuple[int, int], capfd: pytest.CaptureFixture[str]):
    (tmp_path / "bomb.png").write_bytes(png(8, 2, bytes(100), size=size))
    with pytest.raises(SourceError, match=r"bomb.png' (declares|is damaged)"):
        read_picture(tmp_path / "bomb.png")
    assert capfd.readouterr() == ("", "")


def test_what_is_no_picture_is_named(tmp_path: Path):
    (tmp_path / "text.jpg").write_text("no picture at all")
    assert not is_picture(tmp_path / "text.jpg")
    with pytest.raises(SourceError, match=r"text.jpg' is not a picture"):
        read_picture(tmp_path / "text.jpg")


@pytest.mark.parametrize(("extension", "name"), [(".gif", "GIF"), (".png", "PNG"), (".webp", "WebP")])
def test_several_frames_make_an_animation(tmp_path: Path, extension: str, name: str):
    animation = cv2.Animation()
    animation.frames = [np.full((16, 16, 4), value, np.uint8) for value in (50, 100, 200)]
    animation.durations = np.array([100, 100, 100])
    moving, still = tmp_path / f"moving{extension}", tmp_path / f"still{extension}"
    assert cv2.imwriteanimation(str(moving), animation)
    still.write_bytes(encoded(extension, BGR))
    assert (animation_format(moving), animation_format(still)) == (name, None)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are always letters")
def test_a_name_in_other_bytes_than_utf_8_is_read(tmp_path: Path):
    path = tmp_path / os.fsdecode(b"caf\xe9.png")
    path.write_bytes(encoded(".png", BGR))
    assert read_picture(path)[24, 32].tolist() == RGB
    assert animation_format(path) is None
