"""Branching growth."""

import numpy as np
from numpy.random import default_rng

from dreamstream.training.motifs.branches import grow


def test_branches_start_where_others_end_and_grow_thinner_and_shorter():
    tree = grow(default_rng(0), depth=4, spread=0.5, shrink=0.75, start=(0.4, 0.2))
    assert len(tree.generations) == len(tree.widths) == 5
    assert list(tree.widths) == sorted(tree.widths, reverse=True)
    lengths = [np.hypot(*(branches[:, 1] - branches[:, 0]).T).mean() for branches in tree.generations]
    assert lengths == sorted(lengths, reverse=True)
    for older, younger in zip(tree.generations, tree.generations[1:], strict=False):
        ends = {tuple(end) for end in older[:, 1].tolist()}
        assert {tuple(start) for start in younger[:, 0].tolist()} == ends
    assert tree.tips.shape == (len(tree.generations[-1]) + len(tree.generations[-2]), 2)
