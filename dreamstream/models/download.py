"""One file from one URL, going on where an earlier download was broken off."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

import requests

from dreamstream.models.part import Part

OnBytes: TypeAlias = Callable[[int, int | None], None]
"""Called with the bytes that are there and those that will be, None where the server doesn't say."""

_CONNECT_SECONDS, _READ_SECONDS = 10.0, 60.0
_CHUNK_BYTES = 1 << 16
_ATTEMPTS = 5


class MirrorError(Exception):
    """This mirror does not give the file; says why in a few words."""


def download(url: str, part: Part, *, is_checked: bool, on_bytes: OnBytes) -> None:
    """Bring ``part`` to the end of what ``url`` gives.

    Args:
        url: http or https; redirects are followed.
        part: may hold a beginning, which is kept where the server says that it is the same file's.
        is_checked: the whole will be compared with a checksum, so that a beginning that is not known to be of the
            same file may be gone on from.
        on_bytes: told after every chunk.

    Raises:
        MirrorError: it can't be had there; what has come stays in ``part``.
        FetchError: the disk refuses.
    """
    for attempts_left in reversed(range(_ATTEMPTS)):
        before = part.size
        try:
            _receive(url, part, _range(url, part, is_checked=is_checked), on_bytes)
        except MirrorError:
            # As long as each attempt brings more, or drops what was of no use, the next may bring the rest.
            if part.size == before or not attempts_left:
                raise
        else:
            return


def _receive(url: str, part: Part, headers: dict[str, str], on_bytes: OnBytes) -> None:
    try:
        with requests.get(
            url,
            headers={"Accept-Encoding": "identity", **headers},
            stream=True,
            timeout=(_CONNECT_SECONDS, _READ_SECONDS),
        ) as response:
            offset, total = _begin(url, part, response)
            # Some servers call a .tar.gz an encoding of a tar; its checksum is that of the bytes as they are stored.
            response.raw.headers.pop("Content-Encoding", None)
            with part.open(offset) as add:
                done = offset
                for chunk in response.iter_content(_CHUNK_BYTES):
                    add(chunk)
                    done += len(chunk)
                    on_bytes(done, total)
    except requests.RequestException as error:
        raise MirrorError(_reason(error)) from error


def _begin(url: str, part: Part, response: requests.Response) -> tuple[int, int | None]:
    """Return from which byte on the response is, and how many the whole file has."""
    if response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.discard()
    response.raise_for_status()
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        found = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
        offset, whole = (int(found[1]), int(found[2])) if found else (-1, -1)
        if offset != part.size or whole != (part.noted().get("size_bytes") or whole):
            part.discard()
            raise MirrorError("what it holds is another file than the beginning that is here")
        return offset, whole
    length = response.headers.get("Content-Length", "")
    total = int(length) if length.isdecimal() else None
    etag = response.headers.get("ETag", "W/")
    # A weak tag may be shared by files that differ in their bytes.
    validator = response.headers.get("Last-Modified") if etag.startswith("W/") else etag
    part.note(url=url, validator=validator, size_bytes=total)
    return 0, total


def _range(url: str, part: Part, *, is_checked: bool) -> dict[str, str]:
    """Return the headers that ask for the rest only, where that is safe."""
    if not part.size:
        return {}
    noted, wanted = part.noted(), {"Range": f"bytes={part.size}-"}
    if noted.get("url") == url and noted.get("validator"):
        return {**wanted, "If-Range": noted["validator"]}
    return wanted if is_checked else {}


def _reason(error: requests.RequestException) -> str:
    match error:
        case requests.HTTPError(response=requests.Response() as response):
            return f"{response.status_code} {response.reason}"
        case requests.Timeout():
            return "no answer in time"
        case requests.exceptions.ChunkedEncodingError():
            return "the connection broke off"
        case requests.ConnectionError():
            return "no connection"
    return str(error)
