"""Per-frame effects: what happens to a dream before it becomes the next one's input."""

from dreamstream.distortions import (
    blur,
    colour,
    edges,
    glitch,
    grain,
    lens,
    lock,
    motion,
    palette,
    perspective,
    regions,
    roll,
    structure,
)
from dreamstream.distortions.affine import Affine, Rotate, Stretch, Zoom
from dreamstream.distortions.base import REGISTRY, Chain, Distortion, create
from dreamstream.distortions.filter_string import parse_chain
from dreamstream.distortions.scheduled import Scheduled

__all__ = [
    "REGISTRY",
    "Affine",
    "Chain",
    "Distortion",
    "Rotate",
    "Scheduled",
    "Stretch",
    "Zoom",
    "blur",
    "colour",
    "create",
    "edges",
    "glitch",
    "grain",
    "lens",
    "lock",
    "motion",
    "palette",
    "parse_chain",
    "perspective",
    "regions",
    "roll",
    "structure",
]
