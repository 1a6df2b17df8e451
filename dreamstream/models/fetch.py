"""A model's weights as a file that is there: found, or downloaded once, and always checked."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dreamstream.errors import FetchError, UsageError, WeightsError
from dreamstream.models.card import ModelCard
from dreamstream.models.folder import models_folder
from dreamstream.models.part import writing
from dreamstream.models.verify import check_fit, check_published, is_known_good, remember_good
from dreamstream.models.weights import Download
from dreamstream.progress import FetchAdvanced, FetchFinished, FetchStarted, FetchWaiting, OnProgress

_SECONDS_BETWEEN_LOOKS = 0.5

_logger = logging.getLogger(__name__)


def local_weights(card: ModelCard) -> Path | None:
    """Return the model's caffemodel where it is on this machine, unchecked; None where it isn't."""
    path = models_folder() / card.weights.file if isinstance(card.weights, Download) else card.weights
    return path if path is not None and path.is_file() else None


def fetch_weights(card: ModelCard, on_progress: OnProgress | None = None) -> Path:
    """Return the path of the model's caffemodel, downloading it where it isn't there yet.

    A file in the models folder, put there by hand perhaps, is compared with the published checksum once. Of several
    processes one downloads and the others wait for it. What a broken download brought is gone on from by the next.

    Args:
        card: the model.
        on_progress: called with ``FetchStarted``, ``FetchAdvanced`` often, ``FetchFinished``, and ``FetchWaiting``
            while another process downloads. Start and end are logged too. What it raises ends the download.

    Raises:
        UsageError: the model comes without weights.
        FetchError: no mirror gives the file, the disk refuses it, or the file that is there is another one.
        PrototxtError: the model's prototxt makes no sense.
    """
    if card.weights is None:
        raise UsageError(f"model '{card.name}' comes without weights: give its caffemodel (--weights FILE)")
    if isinstance(card.weights, Path):
        return card.weights
    path = models_folder() / card.weights.file
    report = on_progress or (lambda record: None)
    if not path.exists():
        with _locked(path, card.name, report):
            # The process that held the lock may have been bringing it.
            if not path.exists():
                _fetch(card, card.weights, path, report)
    _check(card, card.weights, path)
    return path


def _check(card: ModelCard, wanted: Download, path: Path) -> None:
    if is_known_good(path, wanted.hash):
        return
    try:
        check_published(path, wanted.size_bytes, wanted.hash)
        check_fit(card.prototxt, path)
    except OSError as error:
        raise FetchError(f"{path} can't be read: {error.strerror}") from error
    except WeightsError as error:
        raise FetchError(
            f"{path} is not the published {wanted.file}: {error}; delete it and it is downloaded anew, "
            "or give another caffemodel with --weights FILE"
        ) from error
    remember_good(path, wanted.hash)


@contextmanager
def _locked(path: Path, model: str, report: OnProgress) -> Iterator[None]:
    from filelock import FileLock, Timeout  # noqa: PLC0415 - needed only where something is fetched

    lock = FileLock(path.with_name(f"{path.name}.lock"))
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        while not lock.is_locked:
            try:
                lock.acquire(timeout=_SECONDS_BETWEEN_LOOKS)
            except Timeout:
                report(FetchWaiting(model))
    try:
        yield
    finally:
        lock.release()


def _fetch(card: ModelCard, wanted: Download, path: Path, report: OnProgress) -> None:
    # Only here, because they bring requests.
    from dreamstream.models.download import MirrorError  # noqa: PLC0415
    from dreamstream.models.mirror import bring  # noqa: PLC0415

    def on_bytes(done: int, total: int | None) -> None:
        report(FetchAdvanced(done, total))

    _logger.info("fetching %s for model %s (%s)", path.name, card.name, card.licence)
    report(FetchStarted(card.name, path, wanted.size_bytes, card.licence, card.source))
    failures = []
    for mirror in wanted.urls:
        try:
            bring(mirror, wanted, card.prototxt, path, on_bytes)
        except MirrorError as error:
            failures.append(f"{mirror.url} ({error})")
        else:
            _logger.info("fetched %s", path)
            report(FetchFinished(card.name, path, is_verified=bool(wanted.hash or mirror.hash)))
            return
    checksum = f" ({wanted.hash})" if wanted.hash else ""
    raise FetchError(
        f"{wanted.file} could not be downloaded from {', nor from '.join(failures)}; "
        f"put the file at {path}{checksum} yourself, or give it with --weights FILE"
    )
