"""How the table of a network's layers is drawn; what it says is tested where it is printed."""

from dreamstream.cli.layer_table import layer_table
from dreamstream.models import find_model


def test_on_a_terminal_a_bracket_holds_each_module_together():
    table = layer_table(find_model("bvlc_googlenet"), None, show_all=False, draws=True)
    names = [name.plain for name in table.columns[0].cells]
    assert names[1:5] == ["  conv1/7x7_s2", "  pool1/3x3_s2", "╭ conv2/3x3_reduce", "╰ conv2/3x3"]
    assert names[6:9] == ["╭ inception_3a/1x1", "│ inception_3a/3x3_reduce", "│ inception_3a/3x3"]
    assert "╰ inception_4c/output" in names
