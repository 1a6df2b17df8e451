"""Text that films and pictures carry in themselves, where viewers show it as their comment: written and read back."""

# Before PyAV: each brings a libxcb, and with PyAV's a window of OpenCV's hangs.
import cv2  # noqa: F401

from dreamstream.comments.insertion import Insertion
from dreamstream.comments.limits import LONGEST_BYTES, longest_bytes
from dreamstream.comments.reading import comments_of
from dreamstream.comments.tags import comment_in, tags_of, without_comment
from dreamstream.comments.writing import INSERTIONS, Insert, with_comment

__all__ = [
    "INSERTIONS",
    "LONGEST_BYTES",
    "Insert",
    "Insertion",
    "comment_in",
    "comments_of",
    "longest_bytes",
    "tags_of",
    "with_comment",
    "without_comment",
]
