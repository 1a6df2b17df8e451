"""The one way to a film, whatever it is put into and wherever it goes."""

import logging
from collections.abc import Callable

from dreamstream.errors import UsageError
from dreamstream.sinks.animations import ApngCoder, WebpCoder
from dreamstream.sinks.base import Sink
from dreamstream.sinks.coder import Coder
from dreamstream.sinks.constant_rate import ConstantRateSink
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.format import Format
from dreamstream.sinks.gif import GifCoder
from dreamstream.sinks.options import SinkOptions
from dreamstream.sinks.place import Place
from dreamstream.sinks.video import VideoCoder

_logger = logging.getLogger("dreamstream")

_ANIMATIONS: dict[str, Callable[[SinkOptions], Coder]] = {"gif": GifCoder, "apng": ApngCoder, "webp": WebpCoder}


def film_at(place: Place, container: Format, options: SinkOptions, name: str = "") -> Sink:
    """Return the sink of a film in a container at a place, called ``name`` unless as the place is.

    Raises:
        UsageError: the container can't hold what is asked for, or not at such a place.
    """
    name = name or place.name
    if container.needs_file and not place.is_file:
        raise UsageError(f"{container.name} can only be written to a file, not to {name}")
    if not container.sound:
        tell_of_silence(name, options)
    film = FilmSink(name, place, container, _coder(container, options, name, live=not place.is_file))
    return film if container.has_times else ConstantRateSink(film, name)


def tell_of_silence(name: str, options: SinkOptions) -> None:
    """Say that the output called ``name`` can't have the sound that was asked for."""
    if options.audio not in (None, "none"):
        _logger.warning("%s can't hold sound: --audio is left out there", name)


def _coder(container: Format, options: SinkOptions, name: str, *, live: bool) -> Coder:
    animation = _ANIMATIONS.get(container.name)
    if animation is None:
        return VideoCoder(container, options, live=live or container.keeps_order)
    if options.codec not in (None, container.name):
        _logger.warning("%s has an encoder of its own: '%s' is left out for %s", container.name, options.codec, name)
    return animation(options)
