import sys
from types import SimpleNamespace

import pytest

from dreamstream.errors import DisplayError
from dreamstream.inline.cell import CellOutput


def test_what_is_put_takes_the_place_of_what_was_there(cell):
    first, second = CellOutput(), CellOutput()
    for number, output in enumerate([first, second, first, second]):
        output.put({"text/plain": str(number)})
    assert [(message["data"]["text/plain"], message["update"]) for message in cell] == [
        ("0", False),
        ("1", False),
        ("2", True),
        ("3", True),
    ]
    places = [message["transient"]["display_id"] for message in cell]
    assert places[:2] == places[2:]
    assert places[0] != places[1]


@pytest.mark.parametrize(
    "ipython",
    [None, SimpleNamespace(get_ipython=lambda: None), SimpleNamespace(get_ipython=SimpleNamespace)],
    ids=["no IPython", "an IPython that does not run", "IPython in a terminal"],
)
def test_where_no_notebook_is_one_sentence_says_so(ipython, monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    with pytest.raises(DisplayError, match=r"^there is no notebook here to show anything in; Jupyter is one$"):
        CellOutput()
