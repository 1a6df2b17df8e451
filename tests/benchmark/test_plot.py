import cv2
import numpy as np
import pytest

from dreamstream.benchmark import Comparison, Scaling, plot_comparison, plot_scaling, write_plot
from dreamstream.benchmark.comparison import Way
from dreamstream.benchmark.contenders import PEERS
from dreamstream.benchmark.plot import _OTHERS, _OURS
from dreamstream.benchmark.scaling import Measured
from dreamstream.benchmark.timing import Timings
from dreamstream.errors import SinkError

WAYS = (Way(PEERS, "float32", Timings((0.4,))), Way("dreamstream float32", "float32", Timings((0.1,))))
FOUND = Comparison("a machine", (640, 360), "layer", 10**9, WAYS, {"float32": 1e11})


def lengths(picture, colour):
    """Return how long the bars of a colour are, from the top."""
    counts = (picture == colour).all(2).sum(1)
    begins = np.flatnonzero((counts[1:] > 50) & (counts[:-1] <= 50)) + 2
    return [int(counts[row]) for row in begins]


def test_bars_are_as_long_as_steps_take(tmp_path):
    write_plot(plot_comparison(FOUND), tmp_path / "plot.png")
    picture = cv2.imread(str(tmp_path / "plot.png"))[:, :, ::-1]
    (usual,), (ours,) = lengths(picture, _OTHERS), lengths(picture, _OURS)
    assert usual == pytest.approx(4 * ours, abs=4)


def test_sizes_that_take_as_long_a_pixel_have_bars_of_one_length_and_memory_its_own():
    sizes = Measured((1000, 500), Timings((0.1,)), 4 * 10**8), Measured((1000, 1000), Timings((0.2,)), 8 * 10**8)
    picture = plot_scaling(Scaling("a machine", "layer", sizes))
    small, large = lengths(picture, _OURS)
    assert small == large
    small, large = lengths(picture, _OTHERS)
    assert large == pytest.approx(2 * small, abs=4)


@pytest.mark.parametrize("name", ["plot", "plot.txt", "nowhere/plot.png"])
def test_a_plot_that_can_not_be_written_is_told_in_a_sentence(tmp_path, name):
    with pytest.raises(SinkError, match=r"can't be written; give it a name that ends in \.png"):
        write_plot(plot_comparison(FOUND), tmp_path / name)
    assert np.size(list(tmp_path.iterdir())) == 0
