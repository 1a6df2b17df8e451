import cv2
import numpy as np
import pytest

from dreamstream.benchmark import Comparison, write_plot
from dreamstream.benchmark.comparison import Way
from dreamstream.benchmark.contenders import PEERS
from dreamstream.benchmark.plot import _OTHERS, _OURS
from dreamstream.benchmark.timing import Timings
from dreamstream.errors import SinkError

WAYS = (Way(PEERS, "float32", Timings((0.4,))), Way("dreamstream float32", "float32", Timings((0.1,))))
FOUND = Comparison("a machine", (640, 360), "layer", 10**9, WAYS, {"float32": 1e11})


def test_bars_are_as_long_as_steps_take(tmp_path):
    write_plot(FOUND, tmp_path / "plot.png")
    picture = cv2.imread(str(tmp_path / "plot.png"))[:, :, ::-1]
    usual, ours = ((picture == colour).all(2).sum(1).max() for colour in (_OTHERS, _OURS))
    assert usual == pytest.approx(4 * ours, abs=4)


@pytest.mark.parametrize("name", ["plot", "plot.txt", "nowhere/plot.png"])
def test_a_plot_that_can_not_be_written_is_told_in_a_sentence(tmp_path, name):
    with pytest.raises(SinkError, match=r"can't be written; give it a name that ends in \.png"):
        write_plot(FOUND, tmp_path / name)
    assert np.size(list(tmp_path.iterdir())) == 0
