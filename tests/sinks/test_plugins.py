import pytest

from dreamstream.errors import PluginError, UsageError
from dreamstream.sinks import SinkOptions, open_sink
from dreamstream.sinks.film import FilmSink
from dreamstream.sinks.plugins import REGISTRY
from dreamstream.sinks.reverse import ReversedSink

PART = """
from dreamstream.sinks import Sink


class PART(Sink):
    def __init__(self, target, options, *, overwrite):
        self.given = (target, options, overwrite)

    def open(self, info):
        pass

    write = finish = abandon = open
"""


@pytest.mark.parametrize("target", ["a.flip", "some/A.FLIP", "flip:book", "flip:book.gif"])
def test_another_packages_sink_is_found_by_extension_and_by_prefix(plug_in, target):
    plug_in(REGISTRY, "flip", PART)
    options = SinkOptions(crf=3)
    assert open_sink(target, overwrite=True, options=options).given == (target, options, True)


def test_it_may_be_written_backwards_like_any_other(plug_in):
    plug_in(REGISTRY, "flip", PART)
    assert isinstance(open_sink("a.flip", options=SinkOptions(reverse=True)), ReversedSink)


def test_our_extensions_stay_ours(plug_in, tmp_path):
    plug_in(REGISTRY, "gif", PART)
    assert isinstance(open_sink(tmp_path / "a.gif"), FilmSink)


def test_what_nobody_claims_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"has the extension '\.flip', so its format is unclear"):
        open_sink(tmp_path / "a.flip")


def test_what_makes_no_sink_is_named(plug_in):
    plug_in(REGISTRY, "flip", "def PART(target, options, *, overwrite):\n    return target")
    with pytest.raises(PluginError, match="the sink 'flip' of stardust made 'str', which is no Sink"):
        open_sink("a.flip")
