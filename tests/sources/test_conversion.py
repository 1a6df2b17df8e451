import av
import numpy as np
import pytest

from dreamstream.sources.conversion import RgbConverter

BT601, BT709, BT2020 = (0.299, 0.114), (0.2126, 0.0722), (0.2627, 0.0593)
ORANGE = (0.8, 0.3, 0.1)

# AVColorSpace and AVColorRange, as a frame carries them.
SPC_709, SPC_UNSPECIFIED, SPC_470BG, SPC_170M, SPC_2020 = 1, 2, 5, 6, 9
LIMITED, FULL = 1, 2


def orange_frame(size: tuple[int, int], matrix: tuple[float, float], colour_range: int) -> av.VideoFrame:
    """A frame of one colour, coded by the formulas of ITU-R BT.601, BT.709 and BT.2020."""
    (red, green, blue), (kr, kb) = ORANGE, matrix
    luma = kr * red + (1 - kr - kb) * green + kb * blue
    chroma = ((blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr))
    black, luma_range, chroma_range = (16, 219, 224) if colour_range == LIMITED else (0, 255, 255)
    coded = (black + luma_range * luma, *(128 + chroma_range * each for each in chroma))
    frame = av.VideoFrame(*size, "yuv420p")
    frame.color_range = colour_range
    for plane, value in zip(frame.planes, coded, strict=True):
        plane.update(bytes([round(value)]) * plane.buffer_size)
    return frame


@pytest.mark.parametrize(
    ("colorspace", "matrix", "colour_range", "size"),
    [
        (SPC_709, BT709, LIMITED, (64, 48)),
        (SPC_470BG, BT601, LIMITED, (1280, 720)),
        (SPC_170M, BT601, FULL, (64, 48)),
        (SPC_2020, BT2020, LIMITED, (64, 48)),
        (SPC_UNSPECIFIED, BT601, LIMITED, (64, 48)),
        (SPC_UNSPECIFIED, BT601, FULL, (64, 48)),
        (SPC_UNSPECIFIED, BT709, LIMITED, (1280, 720)),
    ],
)
def test_the_matrix_and_range_are_the_frames_own_or_assumed_by_height(
    colorspace: int, matrix: tuple[float, float], colour_range: int, size: tuple[int, int]
):
    frame = orange_frame(size, matrix, colour_range)
    frame.colorspace = colorspace
    pixels = RgbConverter(size)(frame)
    assert np.abs(pixels.astype(int) - np.multiply(ORANGE, 255)).max() < 2


def test_a_frame_of_another_size_is_scaled_to_the_converters():
    convert = RgbConverter((31, 17))
    for size in ((64, 48), (20, 20)):
        assert convert(orange_frame(size, BT601, LIMITED)).shape == (17, 31, 3)


def test_transparency_is_laid_over_black():
    frame = av.VideoFrame.from_ndarray(np.full((8, 8, 4), (255, 255, 255, 128), np.uint8), format="rgba")
    assert np.unique(RgbConverter((8, 8))(frame)).tolist() == [128]
