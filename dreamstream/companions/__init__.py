"""What goes along with the pictures of a film without being dreamed: sound, subtitles, chapters."""

# Before PyAV: each brings a libxcb, and with PyAV's a window of OpenCV's hangs.
import cv2  # noqa: F401

from dreamstream.companions.base import Chapter, Packet, Track

__all__ = ["Chapter", "Packet", "Track"]
