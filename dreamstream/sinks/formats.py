"""The containers of films, by FFmpeg's names of their muxers."""

from dataclasses import replace

from dreamstream.errors import UnknownNameError
from dreamstream.sinks.format import Format

# A moving dream takes seconds a frame, so every frame reaches the file as soon as the encoder lets go of it.
# negative_cts_offsets lets the film begin at 0 in spite of reordered frames; plain fragments would shift it.
_MP4_GROWING = {"movflags": "hybrid_fragmented+frag_every_frame+negative_cts_offsets"}
_MP4_PIPED = {"movflags": "frag_every_frame+empty_moov+default_base_moof"}
_CLUSTERS = {"cluster_time_limit": "0"}
_APPLE_TAGS = {"hevc": "hvc1"}
# With sound every fragment holds what lies between two pictures. Only a header that waits for the first packets says
# that sound begins before 0; what else keeps a reordered film at 0 would move the sound.
_MP4_GROWING_WITH_SOUND = {"movflags": "hybrid_fragmented+delay_moov", "frag_duration": "1"}
_MP4_PIPED_WITH_SOUND = {"movflags": "delay_moov+default_base_moof", "frag_duration": "1"}

_PCM = tuple(f"pcm_{each}" for each in ("u8", "s16le", "s16be", "s24le", "s24be", "s32le", "s32be", "f32le", "f64le"))
_BROADCAST = ("aac", "mp3", "mp2", "ac3", "eac3")
_MP4_SOUND = (*_BROADCAST, "opus", "flac", "alac")
_MOV_SOUND = ("aac", "mp3", "ac3", "eac3", "alac", *_PCM, "pcm_f32be", "pcm_f64be", "pcm_mulaw", "pcm_alaw")
_NUT_SOUND = (*_BROADCAST, "opus", "vorbis", "flac", *_PCM)
_MATROSKA_SOUND = (*_NUT_SOUND, "alac", "dts", "truehd", "mlp", "wavpack", "tta")
_MATROSKA_SUBTITLES = ("subrip", "ass", "webvtt", "dvd_subtitle", "dvb_subtitle", "hdmv_pgs_subtitle")

_MP4 = Format(
    "mp4",
    ("h264", "hevc", "av1", "vp9"),
    "libx264",
    growing=_MP4_GROWING,
    piped=_MP4_PIPED,
    can_be_joined=True,
    sound=_MP4_SOUND,
    subtitles=("mov_text",),
    growing_with_sound=_MP4_GROWING_WITH_SOUND,
    piped_with_sound=_MP4_PIPED_WITH_SOUND,
    has_chapters=True,
    begins_before=True,
    tags=_APPLE_TAGS,
)

_ALL = (
    _MP4,
    replace(_MP4, name="mov", codecs=("h264", "hevc", "prores", "mjpeg", "png"), sound=_MOV_SOUND),
    Format(
        "matroska",
        ("h264", "hevc", "av1", "vp9", "ffv1", "prores", "mjpeg"),
        "libx264",
        growing=_CLUSTERS,
        piped=_CLUSTERS,
        can_be_joined=True,
        sound=_MATROSKA_SOUND,
        subtitles=_MATROSKA_SUBTITLES,
        has_chapters=True,
        begins_before=True,
    ),
    Format(
        "webm",
        ("vp9", "av1"),
        "libvpx-vp9",
        growing=_CLUSTERS,
        piped=_CLUSTERS,
        can_be_joined=True,
        sound=("opus", "vorbis"),
        subtitles=("webvtt",),
        has_chapters=True,
        begins_before=True,
    ),
    Format(
        "nut",
        ("rawvideo", "ffv1", "h264", "hevc", "vp9", "mjpeg", "png"),
        "rawvideo",
        has_colour=False,
        keeps_order=True,
        can_be_joined=True,
        sound=_NUT_SOUND,
        has_chapters=True,
    ),
    Format("mpegts", ("h264", "hevc"), "libx264", keeps_order=True, can_be_joined=True, sound=_BROADCAST),
    Format("rtp_mpegts", ("h264", "hevc"), "libx264", keeps_order=True, sound=_BROADCAST),
    Format(
        "flv",
        ("h264", "hevc", "av1"),
        "libx264",
        piped={"flvflags": "no_duration_filesize"},
        keeps_order=True,
        sound=("aac", "mp3"),
    ),
    Format("rtsp", ("h264", "hevc"), "libx264", sound=("aac", "mp3", "opus")),
    Format("hls", ("h264", "hevc"), "libx264", sound=_BROADCAST),
    Format(
        "yuv4mpegpipe",
        ("rawvideo",),
        "rawvideo",
        has_times=False,
        has_colour=False,
        pix_fmts=("yuv420p", "yuv422p", "yuv444p", "yuv411p", "gray"),
    ),
    Format("rawvideo", ("rawvideo",), "rawvideo", has_times=False, has_colour=False),
    Format("mjpeg", ("mjpeg",), "mjpeg", has_times=False),
    Format("mpjpeg", ("mjpeg",), "mjpeg", has_times=False),
    Format("image2pipe", ("png", "mjpeg"), "png", has_times=False),
    Format("h264", ("h264",), "libx264", has_times=False),
    Format("hevc", ("hevc",), "libx265", has_times=False),
    Format("ivf", ("vp9", "av1"), "libvpx-vp9"),
    Format("gif", ("gif",), "gif"),
    Format("apng", ("apng",), "apng", needs_file=True),
    Format("webp", ("webp",), "libwebp", needs_file=True),
)

FORMATS = {each.name: each for each in _ALL}
"""By FFmpeg's names."""

SUFFIXES = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".ts": "mpegts",
    ".flv": "flv",
    ".nut": "nut",
    ".y4m": "yuv4mpegpipe",
    ".m3u8": "hls",
    ".gif": "gif",
    ".apng": "apng",
    ".webp": "webp",
}
"""File name suffix -> the format of such a file."""

_SHORT = {"mkv": "matroska", "y4m": "yuv4mpegpipe", "ts": "mpegts"}


def find_format(name: str) -> Format:
    """Return a format by FFmpeg's name, or by the suffix that its files have.

    Raises:
        UnknownNameError: there is none.
    """
    try:
        return FORMATS[_SHORT.get(name, name)]
    except KeyError:
        raise UnknownNameError("format", name, FORMATS) from None
