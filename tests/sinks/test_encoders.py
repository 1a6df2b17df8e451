"""The table of encoders against FFmpeg's own."""

from fractions import Fraction
from pathlib import Path

import av
import cv2
import pytest
from av.codec.codec import UnknownCodecError

from dreamstream.errors import UnknownNameError, UsageError
from dreamstream.sinks.encoders import CODECS, ENCODERS, find_encoder
from dreamstream.sinks.options import SPEEDS, SinkOptions

SEED = Path(__file__).parents[1] / "data" / "seed.jpg"
SOFTWARE = {
    name: encoder for name, encoder in ENCODERS.items() if not name.endswith(("nvenc", "qsv", "amf", "toolbox"))
}


@pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS.keys())
def test_it_makes_what_is_said_of_pictures_as_is_said(encoder):
    try:
        codec = av.Codec(encoder.name, "w")
    except UnknownCodecError:
        pytest.skip("this FFmpeg was built without it")
    assert codec.canonical_name == encoder.codec
    encoder.check_pix_fmt(encoder.pix_fmt)
    assert encoder.quality is None or encoder.quality.best <= encoder.quality.default <= encoder.quality.worst
    assert set(encoder.speeds) in (set(), set(SPEEDS))


@pytest.mark.parametrize("encoder", SOFTWARE.values(), ids=SOFTWARE.keys())
@pytest.mark.parametrize("live", [False, True])
def test_every_option_is_understood(encoder, live):
    scale = encoder.quality
    for crf in (None, scale.best, scale.worst) if scale else (None,):
        for speed in SPEEDS if encoder.speeds else SPEEDS[:1]:
            codec = av.CodecContext.create(encoder.name, "w")
            codec.width, codec.height, codec.pix_fmt = 128, 96, encoder.pix_fmt
            codec.time_base, codec.framerate = Fraction(1, 25), 25
            codec.options = encoder.settings(SinkOptions(crf=crf, speed=speed), live=live)
            codec.open()
            assert codec.options == {}


def test_x264_makes_the_same_of_the_same():
    """Its AVX-512 code did not, at sizes like this one; looking ahead as far as usual, which shows it more often."""
    options = find_encoder("h264").settings(SinkOptions(), live=False)
    del options["rc-lookahead"]
    still = cv2.resize(cv2.imread(str(SEED)), (320, 180))
    turned = [
        cv2.warpAffine(still, cv2.getRotationMatrix2D((160, 90), 3 * step, 1.03**step), (320, 180))
        for step in range(50)
    ]

    def packets():
        codec = av.CodecContext.create("libx264", "w")
        codec.width, codec.height, codec.pix_fmt = 320, 180, "yuv420p"
        codec.time_base, codec.framerate = Fraction(1, 25), 25
        codec.options = options
        made = []
        for index, pixels in enumerate(turned):
            frame = av.VideoFrame.from_ndarray(pixels, format="bgr24").reformat(format="yuv420p")
            frame.pts = index
            made += map(bytes, codec.encode(frame))
        return made + [bytes(packet) for packet in codec.encode(None)]

    first = packets()
    assert all(packets() == first for _ in range(6))


def test_an_encoders_own_lists_of_options_are_strung_together():
    hevc = find_encoder("hevc").settings(SinkOptions(crf=0), live=False)
    assert hevc["x265-params"] == "log-level=none:rc-lookahead=10:lossless=1"
    assert (hevc["crf"], hevc["preset"]) == ("0", "medium")


def test_apples_and_nvidias_scales_are_turned_into_theirs():
    assert find_encoder("h264_videotoolbox").settings(SinkOptions(crf=0), live=False)["global_quality"] == "11800"
    assert find_encoder("hevc_nvenc").settings(SinkOptions(crf=30, speed="slow"), live=True) == {
        "rc": "vbr",
        "b": "0",
        "cq": "30",
        "preset": "p5",
        "bf": "0",
        "delay": "0",
        "zerolatency": "1",
    }
    with pytest.raises(UsageError, match=r"hevc_nvenc takes a quality \(--crf\) from 1"):
        find_encoder("hevc_nvenc").settings(SinkOptions(crf=0), live=False)


def test_codecs_and_encoders_have_names():
    assert all(CODECS[name] in ENCODERS for name in CODECS)
    assert find_encoder("h265") is find_encoder("hevc") is find_encoder("libx265")
    with pytest.raises(UnknownNameError, match="unknown codec 'prorez'; did you mean 'prores'"):
        find_encoder("prorez")


@pytest.mark.parametrize(("codec", "key"), [("hevc", "x265-params"), ("av1", "svtav1-params")])
def test_encoders_with_threads_of_their_own_are_told_how_many_and_the_others_nothing(codec, key):
    def settings(codec, threads):
        return find_encoder(codec).settings(SinkOptions(threads=threads), live=False)

    plain = settings(codec, None)
    name = {"hevc": "pools", "av1": "lp"}[codec]
    assert [settings(codec, threads)[key] for threads in (1, 64)] == [
        f"{plain[key]}:{name}={count}" for count in (1, 4)
    ]
    assert settings("h264", 1) == settings("h264", None)
