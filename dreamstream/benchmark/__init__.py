"""How fast the dream is beside how others compute it: measured in turns, in one run, on one machine."""

from dreamstream.benchmark.comparison import Comparison, Row
from dreamstream.benchmark.contenders import Task
from dreamstream.benchmark.fresh import first_frame_seconds, peak_bytes
from dreamstream.benchmark.measuring import Effort, measure
from dreamstream.benchmark.plot import plot_comparison, plot_scaling, write_plot
from dreamstream.benchmark.recipe_weights import recipe_weights
from dreamstream.benchmark.scaling import Scaling, ScalingRow, measure_scaling

__all__ = [
    "Comparison",
    "Effort",
    "Row",
    "Scaling",
    "ScalingRow",
    "Task",
    "first_frame_seconds",
    "measure",
    "measure_scaling",
    "peak_bytes",
    "plot_comparison",
    "plot_scaling",
    "recipe_weights",
    "write_plot",
]
