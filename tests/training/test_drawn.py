import numpy as np
import pytest

from dreamstream.training import motifs
from dreamstream.training.dataset import NONE, Order, Part, in_memory
from dreamstream.training.drawn import Drawn


def examples(dataset, count, part=Part.TRAINING):
    return in_memory(Order(dataset, part, count, 32, seed=0))


def test_single_motifs_come_in_turn():
    made = examples(Drawn(scenes=0), len(motifs.MOTIFS) + 2)
    assert made.shares.argmax(1).tolist() == [*range(len(motifs.MOTIFS)), 0, 1]
    assert made.shares.sum() == len(made)


def test_a_scene_is_told_without_its_background():
    shares = examples(Drawn(scenes=1), 12).shares
    assert np.allclose(shares.sum(1), 1)
    assert not shares[:, motifs.MOTIFS.index(NONE)].any()
    assert (np.count_nonzero(shares, axis=1) > 1).any()


def test_a_scene_in_which_nothing_is_left_is_none(monkeypatch):
    nothing = np.array([name == NONE for name in motifs.MOTIFS], np.float32)
    monkeypatch.setattr(motifs, "scene", lambda rng, size: (np.zeros((size, size, 3), np.uint8), nothing))
    assert (examples(Drawn(scenes=1), 3).shares == nothing).all()


def test_what_is_held_out_is_never_learned_from():
    learned, held_out = (examples(Drawn(), 4, part).pictures for part in Part)
    assert not any(np.array_equal(one, other) for one in learned for other in held_out)


@pytest.mark.parametrize("scenes", [0, 0.5])
def test_its_description_tells_settings_apart(scenes):
    assert Drawn(scenes).description != Drawn().description
