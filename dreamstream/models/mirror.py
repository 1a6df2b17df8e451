"""One mirror's file: downloaded, unpacked where it is a tar, checked, and only then given its name."""

import gzip
import tarfile
from pathlib import Path, PurePosixPath

from dreamstream.errors import WeightsError
from dreamstream.models.download import MirrorError, OnBytes, download
from dreamstream.models.part import Part
from dreamstream.models.verify import check_fit, check_published, remember_good
from dreamstream.models.weights import Download, Mirror

_CHUNK_BYTES = 1 << 20


def bring(mirror: Mirror, wanted: Download, prototxt: Path, path: Path, on_bytes: OnBytes) -> None:
    """Bring the caffemodel from one mirror to ``path``, where it appears whole and checked or not at all.

    What has come of a download that breaks off stays beside ``path``; what is wrong is deleted.

    Args:
        mirror: where from.
        wanted: what is known of the caffemodel.
        prototxt: what its layers have to fit.
        path: its final name.
        on_bytes: told after every chunk.

    Raises:
        MirrorError: the mirror does not give the file, or gives another.
        FetchError: the disk refuses.
        PrototxtError: the prototxt makes no sense.
    """
    part = Part(path.with_name(f"{path.name}.tar.part" if mirror.member else f"{path.name}.part"))
    is_continued = part.size > 0
    try:
        whole = _whole(mirror, wanted, prototxt, part, on_bytes)
    except MirrorError:
        # Of bytes that were wrong, those that an earlier run left may have been.
        if not is_continued or part.size:
            raise
        whole = _whole(mirror, wanted, prototxt, part, on_bytes)
    whole.become(path)
    part.discard()
    remember_good(path, wanted.hash)


def _whole(mirror: Mirror, wanted: Download, prototxt: Path, part: Part, on_bytes: OnBytes) -> Part:
    """Return the caffemodel's file, complete and right, still under a name for the time being."""
    size_bytes, known_hash = (None, mirror.hash) if mirror.member else (wanted.size_bytes, wanted.hash)
    if not part.size or part.size != size_bytes:
        download(mirror.url, part, is_checked=known_hash is not None, on_bytes=on_bytes)
    whole = part
    try:
        check_published(part.path, size_bytes, known_hash)
        if mirror.member:
            whole = Part(part.path.with_suffix(".unpacked"))
            _unpack(part.path, mirror.member, whole)
            check_published(whole.path, wanted.size_bytes, wanted.hash)
        check_fit(prototxt, whole.path)
    except WeightsError as error:
        whole.discard()
        part.discard()
        raise MirrorError(str(error)) from error
    return whole


def _unpack(tar: Path, member: str, whole: Part) -> None:
    try:
        with tarfile.open(tar) as archive:
            found = next((each for each in archive if each.isfile() and PurePosixPath(each.name).name == member), None)
            content = found and archive.extractfile(found)
            if not content:
                raise WeightsError(f"there is no {member} in it")
            with content, whole.open(0) as add:
                while chunk := content.read(_CHUNK_BYTES):
                    add(chunk)
    except (tarfile.TarError, gzip.BadGzipFile, EOFError) as error:
        raise WeightsError(f"it is no whole tar: {error}") from error
