"""Draws what the embedded model is trained on: motifs from eyes to pagodas, made of formulas and chance.

A picture is decided by its generator alone: ``render("owl", numpy.random.default_rng((seed, index)), 96)``.
Importing this registers every family of motifs.
"""

from dreamstream.training.motifs import (
    backgrounds,
    birds,
    built,
    eyes,
    faces,
    feathers,
    fishes,
    flowers,
    insects,
    machines,
    ornaments,
    plants,
    sea,
    shells,
    snakes,
    surfaces,
    windows,
)
from dreamstream.training.motifs.scenes import MOTIFS, render, scene
from dreamstream.training.motifs.sheets import scene_sheet, sheet

__all__ = [
    "MOTIFS",
    "backgrounds",
    "birds",
    "built",
    "eyes",
    "faces",
    "feathers",
    "fishes",
    "flowers",
    "insects",
    "machines",
    "ornaments",
    "plants",
    "render",
    "scene",
    "scene_sheet",
    "sea",
    "sheet",
    "shells",
    "snakes",
    "surfaces",
    "windows",
]
