"""The notebook that shows a newcomer round, run in a kernel as Jupyter runs it."""

import re
from base64 import b64decode
from pathlib import Path

import cv2
import nbformat
import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel

TOUR = Path(__file__).parents[1] / "presets" / "tour.ipynb"
MOST_BYTES = 150_000
STORED = ["picture", "dream", "layers", "loop"]
"""The cells whose pictures those see who read the file without running it."""

ENDLESS = """
long = quick.merge(dreamstream.Recipe.parse({"source": {"frames": 100_000}}))
dreamstream.render(long, picture, ["notebook:", film.with_name("long.mkv")])
"""


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(TOUR, nbformat.NO_CONVERT)


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """The folder in which the tour makes one for its films."""
    return tmp_path_factory.mktemp("films")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory, films):
    """A kernel of this very Python, beside the tour, that knows of nothing of the user's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_PATH", "IPYTHONDIR"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        patch.setenv("TMPDIR", str(films))
        manager, client = start_new_kernel(kernel_name="python3", cwd=str(TOUR.parent))
        yield manager, client
        client.stop_channels()
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def messages(kernel, notebook):
    """Run the tour; return, by cell, what is published while it runs."""
    published = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            published[cell.id] = []
            kernel[1].execute_interactive(
                cell.source, output_hook=published[cell.id].append, timeout=100, stop_on_error=False
            )
    return published


def data_of(messages, *kinds):
    return [each["content"]["data"] for each in messages if each["msg_type"] in kinds]


def sizes(messages, *kinds):
    """Return (width, height) of every picture that was shown."""
    pictures = (data["image/jpeg"] for data in data_of(messages, *kinds) if "image/jpeg" in data)
    read = (cv2.imdecode(np.frombuffer(b64decode(each), np.uint8), cv2.IMREAD_COLOR) for each in pictures)
    return [each.shape[1::-1] for each in read]


def test_every_cell_runs(messages):
    errors = [each["content"] for cell in messages.values() for each in cell if each["msg_type"] == "error"]
    assert errors == []


def test_an_array_is_seen_where_it_is_shown_and_a_dream_where_it_ends_a_cell(messages):
    assert sizes(messages["picture"], "display_data") == [(256, 144)]
    assert sizes(messages["dream"], "execute_result") == [(256, 144)]
    assert sizes(messages["layers"], "display_data") == [(5 * 144, 81)]


def test_a_loop_is_seen_while_it_is_made(messages):
    assert sizes(messages["loop"], "display_data") == [(256, 144)]
    assert set(sizes(messages["loop"], "update_display_data")) == {(256, 144)}
    places = {each["content"]["transient"]["display_id"] for each in messages["loop"] if "transient" in each["content"]}
    assert len(places) == 1


def test_a_film_is_written_while_it_is_seen_and_then_played(messages, tmp_path, read_film):
    line, *_ = data_of(messages["film"], "display_data")
    assert line["text/plain"].startswith("motif on ")
    lines = [each["text/plain"] for each in data_of(messages["film"], "update_display_data")]
    assert re.fullmatch(r"12 frames in 0:\d\d  [\d.]+ fps", lines[-1])
    assert sizes(messages["film"], "display_data") == [(256, 144)]
    (html,) = (each["text/html"] for each in data_of(messages["film"], "display_data") if "text/html" in each)
    (tmp_path / "film.mp4").write_bytes(b64decode(re.search(r"base64,([^\"]+)", html)[1]))
    assert len(read_film(tmp_path / "film.mp4")) == 12


def test_the_recipe_is_printed(messages):
    (text,) = (each["content"]["text"] for each in messages["recipe"] if each["msg_type"] == "stream")
    assert "frames = 12" in text


def test_the_stop_button_leaves_a_film_that_plays(kernel, messages, films, read_film):
    manager, client = kernel
    published = []

    def interrupt_at_the_first_picture(message):
        published.append(message)
        if message["msg_type"] == "display_data":
            manager.interrupt_kernel()

    reply = client.execute_interactive(ENDLESS, output_hook=interrupt_at_the_first_picture, timeout=100)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    (traceback,) = (each["content"]["traceback"] for each in published if each["msg_type"] == "error")
    assert "another exception" not in "".join(traceback)
    assert [each for each in published if each["msg_type"] == "stream"] == []
    (film,) = films.glob("*/long.mkv")
    assert 1 <= len(read_film(film)) < 100_000


def test_the_file_is_a_notebook_and_small(notebook):
    nbformat.validate(notebook)
    assert TOUR.stat().st_size <= MOST_BYTES


def test_readers_see_pictures_of_the_size_that_running_it_gives(notebook, messages):
    stored = {cell.id: cell.outputs for cell in notebook.cells if cell.get("outputs")}
    assert list(stored) == STORED
    for name, outputs in stored.items():
        (output,) = outputs
        seen = [{"msg_type": output.output_type, "content": output}]
        assert sizes(seen, output.output_type) == sizes(messages[name], output.output_type)
