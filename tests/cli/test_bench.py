import json

import pytest


@pytest.fixture
def bench(cli, small_model):
    """Measure the small network, one round at 48x32, with weights by recipe."""
    fixed = ("bench", "--model", small_model[0], "--layer=mix/output", "--size=48x32", "--rounds=1", "--device=cpu")
    return lambda *arguments: cli(*fixed, "--no-fresh", *arguments)


def test_a_table_tells_of_every_way(bench):
    outcome = bench("--frames=0", "--processor-time")
    assert (outcome.code, outcome.stderr) == (0, "")
    machine, task, headings, *rows = outcome.stdout.splitlines()
    assert machine.endswith("1 thread")
    assert task.startswith("one step (forward and gradient) to mix/output at 48x32: ")
    assert headings.split()[:5] == ["way", "step", "ms", "at", "best"]
    assert rows[0].startswith(" PyTorch, the usual way ")
    assert rows[1].startswith(" dreamstream float32 ")
    assert "quoted" not in outcome.stdout


def test_json_has_the_rows_and_every_round_and_a_plot_is_written(bench, folder):
    found = json.loads(bench("--json", "--frames=1", "--plot", "plot.png").stdout)
    assert (found["size"], found["end"]) == ([48, 32], "mix/output")
    assert [len(way["step"]["seconds"]) for way in found["ways"]] == [1] * len(found["rows"])
    assert all(row["classic_frame_seconds"] > 0 for row in found["rows"])
    assert (folder / "plot.png").stat().st_size > 1000


def test_scaling_tells_of_sizes_up_to_the_one_given(bench, folder):
    outcome = bench("--scaling", "--size=180x120", "--plot", "plot.png")
    assert (outcome.code, outcome.stderr) == (0, "")
    _, task, headings, *rows = outcome.stdout.splitlines()
    assert task == "one step (forward and gradient) of net to mix/output"
    assert headings.split()[:3] == ["size", "step", "ms"]
    assert [row.split()[0] for row in rows] == ["30x20", "60x40", "90x60", "120x80", "180x120"]
    assert (folder / "plot.png").stat().st_size > 1000


def test_scaling_as_json_has_every_round(bench):
    found = json.loads(bench("--scaling", "--size=180x120", "--json").stdout)
    assert [len(size["step"]["seconds"]) for size in found["sizes"]] == [1] * len(found["rows"]) == [1] * 5
    assert found["memory"] is None


def test_a_way_that_can_not_be_computed_is_told_in_a_sentence(bench):
    outcome = bench("--device", "banana")
    assert outcome.code == 2
    assert outcome.stderr.startswith("dreamstream: device 'banana' is not available here")
