"""Sound, subtitles and chapters of a film that several runs have made: those of one made in one go."""

import shutil
from fractions import Fraction

import av
import pytest

from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sources import accompaniment, open_source

BREAKS = (21, 22, 46)
"""Frames before which a run is killed; the one between comes to nothing, for its encoder gives out no frame."""
TOLERANCE_SECONDS = Fraction(1, 500)


@pytest.fixture(autouse=True)
def _short_stretches(monkeypatch):
    """Let what goes along with a second of passed over frames come in several portions."""
    monkeypatch.setattr(accompaniment, "_STRETCH_SECONDS", Fraction(1, 4))


def mark_of(source, index):
    """Return the mark of a frame of ``source``."""
    with open_source(source) as film:
        return film.mark(next(frame for frame in film if frame.index == index))


def put(source, path, upto=None, pieces=(), *, seeks=False, **options):
    """Give a film of ``path`` the frames of ``source`` before one; return the sink, still open, and its pieces."""
    sink = open_sink(path, options=SinkOptions(**options), resume=True)
    if pieces:
        sink.resume(pieces)
    with open_source(source) as film:
        sink.open(film.info)
        if seeks and sink.kept_frames > 1:
            film.go_on_at(mark_of(source, sink.kept_frames - 2))
        for frame in film:
            if frame.index == upto:
                break
            sink.write(frame)
        return sink, sink.secure()


@pytest.fixture
def go_on(tmp_path):
    """Make a film in runs of which all but the last are killed; return where it is, and what each has left."""

    def go_on(source, name, breaks=BREAKS, **options):
        pieces, folder = (), tmp_path / "0"
        folder.mkdir()
        for number, upto in enumerate(breaks, start=1):
            sink, pieces = put(source, folder / name, upto, pieces, seeks=number > 1, **options)
            folder = shutil.copytree(folder, tmp_path / str(number))
            sink.abandon()
        put(source, folder / name, None, pieces, seeks=True, **options)[0].finish()
        assert [path.name for path in folder.iterdir()] == [name]
        return folder / name, pieces

    return go_on


def pictures(path):
    with av.open(path) as film:
        return [frame.pts * frame.time_base for frame in film.decode(video=0)]


def same(whole, joined):
    """Tell whether two films' tracks are the same bytes at the same times."""
    for one, other in zip(whole, joined, strict=True):
        assert (one.codec, one.language) == (other.codec, other.language)
        assert [data for _, data in other.packets] == [data for _, data in one.packets]
        late = [after - before for (before, _), (after, _) in zip(one.packets, other.packets, strict=True)]
        assert max(map(abs, late)) <= TOLERANCE_SECONDS


@pytest.mark.parametrize(
    ("name", "film", "output", "options"),
    [
        ("in.mp4", {}, "out.mp4", {}),
        ("in.mp4", {}, "out.mkv", {}),
        ("in.mp4", {}, "out.mkv", {"codec": "ffv1"}),
        ("in.mp4", {}, "out.mov", {"codec": "prores"}),
        ("in.mkv", {"codec": "libopus"}, "out.webm", {}),
        ("in.mkv", {"codec": "libopus"}, "out.mp4", {}),
        ("in.mkv", {"codec": "ac3"}, "out.mp4", {}),
        ("in.mkv", {"codec": "pcm_s16le", "video": "ffv1"}, "out.mkv", {}),
        ("in.mov", {"codec": "pcm_s16le"}, "out.mov", {}),
        ("in.mkv", {"codec": "flac"}, "out.mp4", {}),
        ("in.mp4", {}, "out.ts", {}),
        ("in.mp4", {"codec": "libmp3lame"}, "out.nut", {"codec": "h264"}),
        ("in.mp4", {"rate": 44100}, "out.nut", {"codec": "h264"}),
        ("in.mkv", {"codec": "libopus"}, "out.ts", {}),
        ("in.mp4", {"begins_seconds": Fraction(6, 5)}, "out.mp4", {}),
        ("in.mp4", {"begins_seconds": Fraction(6, 5)}, "out.mkv", {}),
        ("in.mkv", {"begins_seconds": Fraction(6, 5), "codec": "ac3"}, "out.mp4", {}),
        ("in.mov", {"begins_seconds": Fraction(6, 5), "codec": "pcm_s16le"}, "out.mov", {}),
        ("in.mkv", {"languages": ("deu", "fra")}, "out.mp4", {}),
        # Encoded again.
        ("in.mkv", {"codec": "pcm_s16le"}, "out.mp4", {}),
        ("in.mp4", {}, "out.webm", {}),
    ],
)
def test_every_packet_of_sound_is_there_once_and_at_its_time(
    make_sounding, go_on, hear, hear_beeps, tmp_path, *, name, film, output, options
):
    source = make_sounding(name, **film)
    joined, pieces = go_on(source, output, **options)
    assert len(pieces) >= (2 if options.get("codec") in ("ffv1", "prores") else 1)
    put(source, tmp_path / f"whole{joined.suffix}", **options)[0].finish()
    assert pictures(joined) == pictures(tmp_path / f"whole{joined.suffix}")
    same(hear(tmp_path / f"whole{joined.suffix}"), hear(joined))
    # What begins late does so to the millisecond of an MP4's tables.
    assert hear_beeps(joined) == pytest.approx(hear_beeps(tmp_path / f"whole{joined.suffix}"), abs=0.001)


@pytest.mark.parametrize("output", ["out.mp4", "out.mkv"])
def test_subtitles_and_chapters_are_those_of_one_film(make_sounding, go_on, hear, tmp_path, output):
    source = make_sounding("in.mkv", subtitles="subrip", chapters=("one", "two"))
    joined, _ = go_on(source, output)
    whole = tmp_path / f"whole{joined.suffix}"
    put(source, whole)[0].finish()
    same(hear(whole, "subtitle"), hear(joined, "subtitle"))
    with av.open(whole) as one, av.open(joined) as other:
        assert one.chapters() == other.chapters() != []
        assert dict(other.metadata) == dict(one.metadata)
        assert [stream.type for stream in other.streams] == [stream.type for stream in one.streams]


def test_chapters_stay_with_pictures_that_begin_later(make_sounding, go_on):
    source = make_sounding("in.mp4", chapters=("one", "two"))
    joined, _ = go_on(source, "out.nut", codec="h264")
    with av.open(joined) as film:
        begins = [each["start"] * each["time_base"] - pictures(joined)[0] for each in film.chapters()]
    assert begins == pytest.approx([0, 0.5], abs=0.001)


@pytest.mark.parametrize("output", ["out.mp4", "out.mkv"])
def test_another_files_sound_goes_on_too_and_none_stays_none(make_sounding, go_on, hear, tmp_path, output):
    source, sound = make_sounding("in.mp4"), make_sounding("sound.mkv", codec="libopus")
    for number, audio in enumerate((str(sound), "none")):
        joined, _ = go_on(source, f"{number}{output}", audio=audio)
        put(source, tmp_path / output, audio=audio)[0].finish()
        same(hear(tmp_path / output), hear(joined))
        (tmp_path / output).unlink()
        for made in "0123":
            shutil.rmtree(tmp_path / made)
