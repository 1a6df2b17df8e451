"""What goes along with the pictures of a film without being dreamed: sound, subtitles, chapters."""

from dreamstream.companions.base import Chapter, Packet, Track

__all__ = ["Chapter", "Packet", "Track"]
