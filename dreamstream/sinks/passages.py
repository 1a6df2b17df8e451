"""Which way each of the input's tracks gets into a film."""

import logging
from collections.abc import Sequence

from dreamstream.companions import Track
from dreamstream.companions.languages import name_in
from dreamstream.sinks.format import Format
from dreamstream.sinks.passage import Passage
from dreamstream.sinks.sound_passage import ENCODERS, SoundPassage
from dreamstream.sinks.subtitle_passage import TEXTS, SubtitlePassage

_logger = logging.getLogger("dreamstream")


def passages_of(tracks: Sequence[Track], container: Format, name: str, *, is_supplemented: bool) -> dict[int, Passage]:
    """Return what becomes of the tracks, by their places; those that can't be in the film are missing.

    A track is copied where the container holds it; sound is encoded again and text rewritten where not; pictures
    that can't be held are left out. Whatever is not copied is told by a warning.

    Args:
        tracks: the input's.
        container: what the film is put into.
        name: the film's, for warnings.
        is_supplemented: whether subtitles may wait until the film is whole.
    """
    sound, subtitles = container.sound, container.subtitles
    if container.growing_with_sound is not None and not is_supplemented:
        subtitles = ()
    passages = {}
    for place, track in enumerate(tracks):
        passage = _sound(track, sound, name) if track.kind == "audio" else _subtitles(track, subtitles, name)
        what = "sound" if track.kind == "audio" else "subtitles"
        if passage is not None:
            passages[place] = passage
            _tell_lost_language(passage.track, container, name, what)
        elif container.sound:
            _logger.warning("%s can't hold %s: these %s are left out", name, track.codec, what)
    return passages


def _tell_lost_language(track: Track, container: Format, name: str, what: str) -> None:
    language = track.metadata.get("language")
    if language is not None and name_in(container.name, language) is None:
        _logger.warning("%s can't tell the language '%s' of its %s, and leaves it out", name, language, what)


def _sound(track: Track, held: Sequence[str], name: str) -> Passage | None:
    if track.codec in held:
        return Passage(track)
    if held and held[0] in ENCODERS:
        _logger.warning("%s can't hold %s: the sound is encoded again, as %s", name, track.codec, held[0])
        return SoundPassage(track, held[0])
    return None


def _subtitles(track: Track, held: Sequence[str], name: str) -> Passage | None:
    if track.codec in held:
        return Passage(track)
    if held and track.codec in TEXTS:
        _logger.warning("%s can't hold %s: the subtitles are written as %s", name, track.codec, held[0])
        return SubtitlePassage(track, held[0])
    return None
