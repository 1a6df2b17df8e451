"""What can only be put into a film when it is whole: the subtitles of an MP4, whose fragments FFmpeg fails to write."""

from dreamstream.companions import Packet, Track
from dreamstream.companions.waiting import Waiting


class Supplement:
    """Keeps tracks and their packets, which are few and small, until the film's last form is written."""

    def __init__(self, name: str) -> None:
        self.tracks: dict[int, Track] = {}
        self._waiting = Waiting(name)

    def add_track(self, place: int, track: Track) -> None:
        """Begin a track, which its packets call ``place``."""
        self.tracks[place] = track

    def add(self, packet: Packet) -> None:
        """Keep a packet."""
        self._waiting.add(packet)

    def packets(self) -> list[Packet]:
        """Give away everything, in the order of its times."""
        return self._waiting.before(None)
