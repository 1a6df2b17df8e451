"""A render that broke off and was gone on with, as against an unbroken one: every frame is the same."""

import errno
import threading
from fractions import Fraction

import av
import cv2
import numpy as np
import pytest

from dreamstream import render
from dreamstream.embedded import read_text
from dreamstream.errors import OutputExistsError, SinkError, SourceError, UsageError
from dreamstream.sinks.rollback_file import RollbackFile
from dreamstream.sources.decoder import Decoder

COUNT = 16
"""Frames of the recipe's film."""

LOOKS = {
    "flowing": {"dream": {"flow": "dis"}},
    "a loop": {"distort": [{"type": "zoom"}]},
    "at no feedback": {"dream": {"blend": 1.0}},
    "evolving": {"evolve": {"on": True, "patience_frames": 3}, "dream": {"blend": 0.2}},
    "a guide that begins again": {"dream": {"guide": "guide.mkv", "guide_loop": True}},
    "every other frame": {"source": {"every": 2, "from_seconds": "0.1"}},
    "at another rate": {"source": {"fps": 40}},
}


@pytest.fixture(autouse=True)
def _here(folder):
    """All of it happens in the folder."""


def write_scenes(name, codec, *, uneven=False, **options):
    """Write three seconds of scenes that move, cut from one to the next."""
    rng = np.random.default_rng(0)
    scenes = [cv2.GaussianBlur(rng.integers(0, 256, (36, 248, 3), np.uint8), (0, 0), 2) * 2 for _ in range(3)]
    with av.open(name, "w") as container:
        stream = container.add_stream(codec, rate=25, width=48, height=36, pix_fmt="yuv420p", options=options)
        stream.codec_context.time_base = Fraction(1, 1000 if uneven else 25)
        for index in range(75):
            across = 2 * index
            pixels = np.ascontiguousarray(scenes[index // 26][:, across : across + 48])
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = 40 * index + (index % 7 if uneven else 0), Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


SOUGHT = {
    "long groups with B-frames": ("a.mp4", "libx264", {"x264-params": "keyint=24:min-keyint=24:scenecut=0:bframes=3"}),
    "uneven times": ("a.mkv", "libx264", {"uneven": True, "g": "12", "bf": "2"}),
    "interlaced": ("a.ts", "mpeg2video", {"g": "12", "bf": "2", "flags": "+ildct+ilme"}),
}


@pytest.mark.parametrize("source", [{}, {"from_seconds": "0.3", "every": 2}, {"fps": 20}], ids=["all", "every", "fps"])
@pytest.mark.parametrize("film", SOUGHT.values(), ids=SOUGHT.keys())
def test_a_source_is_sought_in_and_every_frame_is_that_of_an_unbroken_render(
    tmp_path, recipe, broken_at, read_film, monkeypatch, *, film, source
):
    name, codec, options = film
    write_scenes(name, codec, **options)
    made = recipe(dream={"flow": "dis", "blend": 0.3}, distort=[{"type": "zoom"}], source={"frames": 75, **source})
    frames = render(made, name, "whole.mkv").frames
    broken_at(frames - 3)
    with pytest.raises(SourceError):
        render(made, name, "out.mkv")
    broken_at(None)
    decoded = []
    decode = Decoder._pictures
    monkeypatch.setattr(Decoder, "_pictures", lambda self, packet: decoded.append(packet.pts) or decode(self, packet))
    assert render(made, name, "out.mkv", resume=True).frames == frames
    # Twice the first few, to know the film, and those from a second before.
    assert len(decoded) < 70
    whole, film = read_film(tmp_path / "whole.mkv"), read_film(tmp_path / "out.mkv")
    assert [time for time, _ in film] == [time for time, _ in whole]
    assert all(np.array_equal(*pair) for pair in zip([p for _, p in whole], [p for _, p in film], strict=True))


def names(folder):
    return sorted(path.name for path in folder.iterdir() if "out" in path.name)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_every_frame_is_that_of_an_unbroken_render(tmp_path, recipe, broken_at, read_film, look):
    made = recipe(**look)
    render(made, "in.mkv", "whole.mkv")
    for index in (7, 8, 13):
        broken_at(index)
        with pytest.raises(SourceError) as caught:
            render(made, "in.mkv", "out.mkv", resume=True)
        assert caught.value.__notes__[-1] == "--resume goes on from there"
    broken_at(None)
    records = []
    finished = render(made, "in.mkv", "out.mkv", records.append, resume=True)
    whole, film = read_film(tmp_path / "whole.mkv"), read_film(tmp_path / "out.mkv")
    assert len(whole) == len(film) == finished.frames
    assert [time for time, _ in film] == [time for time, _ in whole]
    assert all(np.array_equal(*pair) for pair in zip([p for _, p in whole], [p for _, p in film], strict=True))
    # It did not begin anew.
    assert records[0].resumed_at >= 6
    assert [record.done for record in records[1:-1]][-1] == len(film)
    assert len(records) - 2 < len(film) - 5
    assert names(tmp_path) == ["out.mkv"]


@pytest.mark.parametrize(("codec", "most_bytes"), [("ffv1", 12_000), ("h264", 5_000)])
def test_once_a_full_disk_has_room_again_it_is_gone_on_with(
    tmp_path, recipe, read_film, monkeypatch, codec, most_bytes
):
    def fill(file, data):
        if file.tell() + len(data) > most_bytes:
            raise OSError(errno.ENOSPC, "No space left on device")
        file._file.write(data)

    made = recipe(sink={"codec": codec}, source={"frames": 32})
    with monkeypatch.context() as full:
        full.setattr(RollbackFile, "_write_all", fill)
        with pytest.raises(SinkError, match=r"out\.part\.mkv can't be written: No space left on device") as caught:
            render(made, "in.mkv", "out.mkv")
    assert caught.value.__notes__[1:] == [
        "the frames before it are in 'out.part.mkv', which plays",
        "--resume goes on from there",
    ]
    records = []
    render(made, "in.mkv", "out.mkv", records.append, resume=True)
    render(made, "in.mkv", "whole.mkv")
    whole, film = read_film(tmp_path / "whole.mkv"), read_film(tmp_path / "out.mkv")
    assert records[0].resumed_at >= 1
    assert [seconds for seconds, _ in film] == [seconds for seconds, _ in whole]
    if codec == "ffv1":
        assert all(np.array_equal(*pair) for pair in zip([p for _, p in whole], [p for _, p in film], strict=True))


def test_numbered_pictures_are_gone_on_with(tmp_path, recipe, broken_at):
    for name, index in (("whole%d.png", None), ("out%d.png", 9), ("out%d.png", None)):
        broken_at(index)
        try:
            render(recipe(), "noise:48x36", name, resume=True)
        except SourceError:
            assert names(tmp_path) == sorted(["out%d.png.state", *(f"out{number}.png" for number in range(1, 10))])
    for number in range(1, COUNT + 1):
        assert (tmp_path / f"out{number}.png").read_bytes() == (tmp_path / f"whole{number}.png").read_bytes()
    assert len(names(tmp_path)) == COUNT


@pytest.fixture
def broken(recipe, broken_at):
    """Leave a film of 8 frames and its state."""
    broken_at(8)
    with pytest.raises(SourceError):
        render(recipe(), "in.mkv", "out.mkv")
    broken_at(None)


@pytest.mark.usefixtures("broken")
def test_another_render_is_refused_and_nothing_is_lost(tmp_path, recipe):
    left = names(tmp_path)
    assert left == ["out.part.mkv", "out.part.mkv.state"]
    with pytest.raises(UsageError, match=r"belongs to another render: dream.seed was 0 and is 1; --resume needs"):
        render(recipe(dream={"seed": 1}), "in.mkv", "out.mkv", resume=True)
    with pytest.raises(UsageError, match="another render: the input is another;"):
        render(recipe(), "guide.mkv", "out.mkv", resume=True)
    with pytest.raises(OutputExistsError, match="use --resume to go on with it"):
        render(recipe(), "in.mkv", "out.mkv")
    assert names(tmp_path) == left


@pytest.mark.usefixtures("broken")
def test_stopped_before_it_has_gone_on_the_film_is_what_there_is(tmp_path, recipe, read_film):
    stop = threading.Event()
    finished = render(recipe(), "in.mkv", "out.mkv", lambda _: stop.set(), resume=True, stop=stop)
    assert (finished.stopped, finished.frames) == (True, 0)
    assert names(tmp_path) == ["out.kept1.part.mkv", "out.part.mkv.state"]
    assert render(recipe(), "in.mkv", "out.mkv", resume=True).frames == len(read_film(tmp_path / "out.mkv")) == COUNT


@pytest.mark.usefixtures("broken")
def test_overwriting_begins_anew(tmp_path, recipe):
    records = []
    render(recipe(), "in.mkv", "out.mkv", records.append, overwrite=True)
    assert records[0].resumed_at == 0
    assert names(tmp_path) == ["out.mkv"]


def test_where_nothing_is_left_it_begins(tmp_path, recipe):
    assert render(recipe(), "in.mkv", "out.mkv", resume=True).frames == COUNT
    assert names(tmp_path) == ["out.mkv"]
    with pytest.raises(OutputExistsError, match="use --overwrite"):
        render(recipe(), "in.mkv", "out.mkv", resume=True)


@pytest.mark.parametrize("output", ["out.gif", "out.apng", "out.png", ["out.mkv", "out.nut"]])
def test_an_output_that_can_not_be_gone_on_with_is_refused(tmp_path, recipe, output):
    with pytest.raises(UsageError, match="--resume goes on with one film in a file"):
        render(recipe(), "in.mkv", output, resume=True)
    with pytest.raises(UsageError, match="--resume goes on with one film in a file"):
        render(recipe(sink={"reverse": True}), "in.mkv", "out.mkv", resume=True)
    assert names(tmp_path) == []


def test_an_input_that_can_not_be_read_again_is_refused_and_may_be_rendered_without(tmp_path, recipe, monkeypatch):
    with (tmp_path / "in.mkv").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        with pytest.raises(UsageError, match="--resume needs an input that can be read again"):
            render(recipe(), "-", "out.mkv", resume=True)
        file.seek(0)
        render(recipe(), "-", "out.mkv")
    assert names(tmp_path) == ["out.mkv"]


@pytest.mark.parametrize("output", ["out.mp4", "out.mkv"])
def test_a_film_with_sound_has_the_same_sound_as_an_unbroken_one(tmp_path, recipe, broken_at, output):
    add_sound("in.mkv", "heard.mkv")
    made = recipe(sink={"codec": "h264"}, source={"frames": 2 * COUNT})
    render(made, "heard.mkv", f"whole{output}")
    for index in (24, 28):
        broken_at(index)
        with pytest.raises(SourceError):
            render(made, "heard.mkv", output, resume=True)
    broken_at(None)
    records = []
    render(made, "heard.mkv", output, records.append, resume=True)
    assert records[0].resumed_at > 0
    whole, joined = sound_of(f"whole{output}"), sound_of(output)
    assert [data for _, data in joined] == [data for _, data in whole] == [data for _, data in sound_of("heard.mkv")]
    assert [seconds for seconds, _ in joined] == pytest.approx([seconds for seconds, _ in whole], abs=0.001)
    assert read_text(output) == read_text(f"whole{output}")


def add_sound(path, target):
    """Copy a film, with a hiss as long as its pictures."""
    noise = np.random.default_rng(0).integers(-9999, 9999, (1, 48 * 40 * 2 * COUNT), np.int16)
    with av.open(path) as old, av.open(target, "w") as new:
        pictures, sound = (
            new.add_stream_from_template(old.streams.video[0]),
            new.add_stream("aac", 48000, layout="mono"),
        )
        packets = [packet for packet in old.demux(video=0) if packet.size]
        for packet in packets:
            packet.stream = pictures
        frame = av.AudioFrame.from_ndarray(noise, "s16", "mono")
        frame.sample_rate, frame.pts = 48000, 0
        for each in av.AudioResampler("fltp", frame_size=1024).resample(frame):
            packets += sound.encode(each)
        packets += sound.encode(None)
        new.mux(sorted(packets, key=lambda packet: packet.dts * packet.time_base))


def sound_of(path):
    with av.open(path) as film:
        return [(float(packet.pts * packet.time_base), bytes(packet)) for packet in film.demux(audio=0) if packet.size]


@pytest.mark.parametrize(
    ("option", "dream"),
    [("seamless", {"seamless": True}), ("motion-only", {"motion_only": True})],
)
def test_what_is_made_in_one_go_is_refused_and_leaves_no_state(tmp_path, recipe, option, dream):
    made = recipe(dream=dream, distort=[{"type": "zoom"}])
    with pytest.raises(UsageError, match=f"--{option} .*in one go; leave out --resume"):
        render(made, "noise:48x36", "out.mkv", resume=True)
    left = []
    render(made, "noise:48x36", "out.mkv", lambda _: left.extend(names(tmp_path)))
    assert "out.part.mkv" in left
    assert "out.part.mkv.state" not in left
    assert names(tmp_path) == ["out.mkv"]
