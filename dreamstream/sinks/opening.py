"""From an output's name to the sink that writes it."""

import os
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TypeAlias

from dreamstream.errors import UsageError
from dreamstream.sinks.address import AddressPlace, is_address, protocol_of, shown
from dreamstream.sinks.base import Sink
from dreamstream.sinks.boomerang import BoomerangSink
from dreamstream.sinks.copying import WITH_TABLES
from dreamstream.sinks.faststart import write_faststart
from dreamstream.sinks.file_place import FilePlace
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.film_at import film_at, tell_of_silence
from dreamstream.sinks.format import Format
from dreamstream.sinks.formats import SUFFIXES, find_format
from dreamstream.sinks.growing_files import ApngFile, WebpFile
from dreamstream.sinks.hls import HlsPlace
from dreamstream.sinks.http_hls import HttpHlsPlace
from dreamstream.sinks.notebook import NOTEBOOK, NotebookSink
from dreamstream.sinks.numbered import NumberedSink, is_numbered
from dreamstream.sinks.options import SinkOptions
from dreamstream.sinks.part_file import PartFile
from dreamstream.sinks.place import Place
from dreamstream.sinks.plugins import opener_of
from dreamstream.sinks.resumable_film import ResumableFilm
from dreamstream.sinks.reverse import ReversedSink
from dreamstream.sinks.rollback_file import RollbackFile
from dreamstream.sinks.soundtrack import with_sound
from dreamstream.sinks.stdout import StdoutSink
from dreamstream.sinks.stills import PICTURES, PictureSink
from dreamstream.sinks.supplement import Supplement
from dreamstream.sinks.tee import TeeSink

Output: TypeAlias = Sink | str | PathLike[str]
"""A sink already built, or an output's name."""

_STDOUT = "-"

_DEFAULTS = SinkOptions()

_NAMED: dict[str, Callable[[SinkOptions], Sink]] = {_STDOUT: StdoutSink, NOTEBOOK: NotebookSink}
"""What is neither a file nor an address."""

_KEEPERS = {"apng": ApngFile, "webp": WebpFile}
"""Containers that do not play while they grow unless somebody sees to it."""


def open_sink(
    target: Output | Sequence[Output],
    *,
    overwrite: bool = False,
    resume: bool = False,
    options: SinkOptions = _DEFAULTS,
) -> Sink:
    """Return the sink that writes ``target``, or all of several.

    The name tells what is meant: a film by its extension (.mp4 .m4v .mov .mkv .webm .ts .flv .nut .y4m .gif .apng
    .webp .m3u8), numbered pictures (frames/%04d.png, also .jpg .tif .bmp .webp), a single picture (.png .jpg .tif
    .bmp), ``-`` for the standard output, ``notebook:`` for what a notebook shows beneath its cell, an address
    (rtmp://, rtsp://, udp://, tcp://, rtp://, http://host/live.m3u8), another package's extension or prefix. Nothing is
    written before the sink's own ``open``. What a render that is not finished left beside an output keeps others from
    it, unless it may be overwritten, or is there to ``resume``.

    Raises:
        UsageError: what is meant is unclear, or can't be made as the options ask for.
        PluginError: another package's sink can't be loaded, or is none.
        OutputExistsError: the output exists and ``overwrite`` is False, or belongs to a render that is not finished.
        SinkError: the output is a folder or a terminal, its folder is missing or can't be written to, or there is no
            notebook.
    """
    targets = [target] if isinstance(target, Sink | str | PathLike) else list(target)
    names = [os.fspath(each) for each in targets if not isinstance(each, Sink)]
    _check(names, len(targets), options)
    sinks = [
        each if isinstance(each, Sink) else _open(os.fspath(each), options, overwrite=overwrite, resume=resume)
        for each in targets
    ]
    sink = with_sound(sinks[0] if len(sinks) == 1 else TeeSink(sinks), options.audio)
    if options.boomerang:
        sink = BoomerangSink(sink, _scratch(names, "there"))
    return ReversedSink(sink, _scratch(names, "forward")) if options.reverse else sink


def _check(names: list[str], count: int, options: SinkOptions) -> None:
    if not count:
        raise UsageError("there is no output to write to")
    if "" in names:
        raise UsageError("an output has an empty name")
    places = [name if name in _NAMED or is_address(name) else _whereabouts(Path(name)) for name in names]
    if twice := {shown(name) for name, place in zip(names, places, strict=True) if places.count(place) > 1}:
        raise UsageError(f"{', '.join(sorted(twice))} can only be written once at a time; name another output")
    if options.format is not None and names and all(map(_says_format, names)):
        whose = "--format is for -, an address or an unknown extension"
        raise UsageError(f"{whose}; {names[0]} tells its format itself")


def _whereabouts(path: Path) -> Path:
    # A link is replaced itself, not what it leads to.
    return path.parent.resolve() / path.name


def _says_format(name: str) -> bool:
    return name != _STDOUT and not is_address(name) and Path(name).suffix.lower() in {*SUFFIXES, *PICTURES}


def _open(name: str, options: SinkOptions, *, overwrite: bool, resume: bool) -> Sink:
    if name in _NAMED:
        return _NAMED[name](options)
    if is_address(name):
        container = find_format(options.format or protocol_of(name).format)
        return film_at(_place_at(name, container), container, options)
    opener = opener_of(name, {*SUFFIXES, *PICTURES})
    if opener is not None:
        return opener(name, options, overwrite=overwrite)
    path = Path(name)
    suffix = path.suffix.lower()
    if suffix in PICTURES and (is_numbered(path) or suffix not in SUFFIXES):
        tell_of_silence(name, options)
        if is_numbered(path):
            return NumberedSink(path, overwrite=overwrite, resume=resume)
        return PictureSink(path, overwrite=overwrite)
    spoken = SUFFIXES.get(suffix, options.format)
    if spoken is None:
        if path.is_dir() or name.endswith(os.sep):
            raise UsageError(f"{name} is a folder; name a file in it, for example {path / 'dream.mp4'}")
        what = f"the extension '{path.suffix}'" if path.suffix else "no extension"
        known = ", ".join(sorted({*SUFFIXES, *PICTURES}))
        raise UsageError(f"{path} has {what}, so its format is unclear (--format); known extensions: {known}")
    return _film(name, find_format(spoken), options, overwrite=overwrite, resume=resume)


def _film(name: str, container: Format, options: SinkOptions, *, overwrite: bool, resume: bool) -> Sink:
    path = Path(name)
    if container.name == "hls":
        return film_at(HlsPlace(path, overwrite=overwrite), container, options, name)
    part = PartFile(path, overwrite=overwrite)
    place = _place(part, container.name)
    film = film_at(place, container, options, name)
    if container.can_be_joined and isinstance(film, FilmSink):
        return ResumableFilm(film, place, part, may_exist=overwrite or resume)
    return film


def _place_at(address: str, container: Format) -> Place:
    spoken = protocol_of(address).format
    if (spoken == "hls") != (container.name == "hls"):
        raise UsageError(f"{shown(address)} takes {spoken}, not {container.name}; leave out --format")
    return HttpHlsPlace(address) if spoken == "hls" else AddressPlace(address)


def _place(part: PartFile, container: str) -> FilePlace:
    if container in WITH_TABLES:
        supplement = Supplement(str(part.final))
        complete = partial(write_faststart, container_format=container, supplement=supplement)
        return FilePlace(part, complete, supplement=supplement)
    return FilePlace(part, keeper=_KEEPERS.get(container, RollbackFile))


def _scratch(names: list[str], word: str) -> Path:
    """Return where a film can lie while it is turned round: beside the first file, else among what is temporary."""
    for name in names:
        if name not in _NAMED and not is_address(name):
            path = Path(name)
            return path.with_name(f"{path.stem}.{word}.part.mp4")
    return Path(tempfile.gettempdir()) / f"dreamstream-{os.getpid()}.{word}.part.mp4"
