"""Weights that are there when they are needed."""

import subprocess
import sys

import pytest

from dreamstream import caffe
from dreamstream.errors import FetchError, UsageError
from dreamstream.models import ModelCard, fetch_weights, find_model, local_weights
from dreamstream.progress import FetchAdvanced, FetchFinished, FetchStarted

FETCH = """
from dreamstream.models import fetch_weights, find_model
fetch_weights(find_model("tiny"), lambda record: print(type(record).__name__, flush=True))
"""


def start(program):
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_weights_are_fetched_once_with_a_word_about_whose_they_are(publish, server, models_folder):
    card, records = publish(), []
    assert local_weights(card) is None
    path = fetch_weights(card, records.append)
    assert path == models_folder / "tiny.caffemodel" == local_weights(card)
    assert records[0] == FetchStarted("tiny", path, path.stat().st_size, "CC0-1.0", "the tests")
    assert records[-2:] == [FetchAdvanced(path.stat().st_size, path.stat().st_size), FetchFinished("tiny", path, True)]
    assert fetch_weights(card, records.append) == path
    assert isinstance(records[-1], FetchFinished)
    assert len(server.asked) == 1


def test_weights_without_a_published_checksum_are_said_to_be(publish):
    records = []
    fetch_weights(publish(hash=None), records.append)
    assert not records[-1].is_verified


def test_the_next_mirror_is_asked_when_one_has_nothing(publish, server):
    card = publish(urls=[server.url("gone"), server.url("tiny.caffemodel")])
    assert fetch_weights(card).is_file()
    assert [name for name, _ in server.asked] == ["gone", "tiny.caffemodel"]


def test_the_next_mirror_goes_on_with_what_the_last_one_gave(publish, server, monkeypatch):
    monkeypatch.setattr("dreamstream.models.download._CHUNK_BYTES", 100)
    card = publish(urls=[server.url("copy"), server.url("tiny.caffemodel")])
    server.files["copy"] = server.files["tiny.caffemodel"]
    server.cuts = [100, 0]
    assert fetch_weights(card).is_file()
    assert server.asked[-1] == ("tiny.caffemodel", "bytes=100-")


def test_where_no_mirror_gives_it_one_sentence_tells_what_to_do(publish, server, models_folder):
    dead = "http://127.0.0.1:9/tiny.caffemodel"
    card = publish(urls=[server.url("gone"), dead])
    with pytest.raises(FetchError) as caught:
        fetch_weights(card)
    assert str(caught.value) == (
        f"tiny.caffemodel could not be downloaded from {server.url('gone')} (404 Not Found), nor from {dead} "
        f"(no connection); put the file at {models_folder / 'tiny.caffemodel'} ({card.weights.hash}) yourself, "
        "or give it with --weights FILE"
    )


def test_a_published_url_cannot_be_reached_from_the_tests(models_folder):
    with pytest.raises(FetchError, match=r"berkeleyvision.org/bvlc_googlenet.caffemodel \(no connection\)"):
        fetch_weights(find_model("bvlc_googlenet"))


def test_a_file_put_there_by_hand_is_taken_and_read_once(publish, server, small_model, models_folder, monkeypatch):
    card = publish()
    (models_folder / "tiny.caffemodel").write_bytes(small_model[1].read_bytes())
    assert fetch_weights(card) == models_folder / "tiny.caffemodel"
    monkeypatch.setattr(caffe, "load", lambda *_: pytest.fail("read once more"))
    assert fetch_weights(card) == models_folder / "tiny.caffemodel"
    assert server.asked == []


def test_a_file_put_there_that_is_another_is_refused(publish, models_folder):
    card = publish()
    path = models_folder / "tiny.caffemodel"
    fetch_weights(card)
    path.write_bytes(b"something else")
    with pytest.raises(FetchError, match=r"is not the published tiny\.caffemodel: it has 14 bytes, .*; delete it and"):
        fetch_weights(card)
    assert path.read_bytes() == b"something else"


def test_what_is_there_and_cannot_be_read_is_told(publish, models_folder):
    card = publish(size_bytes=None)
    (models_folder / "tiny.caffemodel").mkdir()
    with pytest.raises(FetchError, match=r"tiny\.caffemodel can't be read: Is a directory"):
        fetch_weights(card)


def test_what_the_callback_raises_ends_the_download_and_keeps_what_has_come(publish, models_folder):
    def stop(record):
        if isinstance(record, FetchAdvanced):
            raise KeyboardInterrupt

    card = publish()
    with pytest.raises(KeyboardInterrupt):
        fetch_weights(card, stop)
    assert (models_folder / "tiny.caffemodel.part").stat().st_size > 0
    assert fetch_weights(card).is_file()


def test_of_two_processes_one_downloads_and_the_other_waits(publish, server):
    publish()
    server.may_answer.clear()
    with start(FETCH) as first, start(FETCH) as second:
        # Whoever has the lock waits for the server, so the first to say that it waits is the other one.
        said = {process: process.stdout.readline() for process in (first, second)}
        assert sorted(said.values()) == ["FetchStarted\n", "FetchWaiting\n"]
        server.may_answer.set()
        for process in (first, second):
            _, errors = process.communicate(timeout=60)
            assert (process.returncode, errors) == (0, "")
    assert len(server.asked) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="has no such limit")
def test_a_full_disk_is_told_and_what_has_come_is_gone_on_from(publish, server, models_folder):
    card = publish()
    limited = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))\n{FETCH}"
    with start(limited) as process:
        _, errors = process.communicate(timeout=60)
    assert errors.strip().endswith(
        f"FetchError: there is no space left for {models_folder / 'tiny.caffemodel.part'}; free some and run it "
        "again, it goes on from there, or name a folder on another disk in DREAMSTREAM_MODELS"
    )
    assert (models_folder / "tiny.caffemodel.part").stat().st_size == 1024
    assert fetch_weights(card).is_file()
    assert server.asked[-1] == ("tiny.caffemodel", "bytes=1024-")


def test_a_folder_that_cannot_be_made_is_told(publish, monkeypatch, tmp_path):
    card = publish()
    (tmp_path / "file").touch()
    monkeypatch.setenv("DREAMSTREAM_MODELS", str(tmp_path / "file" / "models"))
    with pytest.raises(FetchError, match="can't be written: Not a directory; name a folder that can be"):
        fetch_weights(card)


def test_weights_that_are_a_file_are_not_looked_after(tmp_path):
    card = ModelCard(name="mine", prototxt=tmp_path / "p", weights=tmp_path / "w")
    assert fetch_weights(card) == tmp_path / "w"
    assert local_weights(card) is None


def test_a_model_without_weights_asks_for_them(tmp_path):
    card = ModelCard(name="mine", prototxt=tmp_path / "p")
    assert local_weights(card) is None
    with pytest.raises(UsageError, match=r"'mine' comes without weights: give its caffemodel \(--weights FILE\)"):
        fetch_weights(card)
