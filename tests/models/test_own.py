"""A model of one's own, under a name."""

import numpy as np
import pytest

from dreamstream import caffe
from dreamstream.errors import FetchError, UnknownNameError, UsageError, WeightsError
from dreamstream.models import ModelCard, add_model, fetch_weights, find_model, known_models


@pytest.fixture(autouse=True)
def _own_folder(models_folder):
    pass


def test_a_model_goes_by_its_name_from_then_on(small_model, models_folder):
    card = add_model("mine", *small_model, mean_bgr=(1.5, 2.0, 3.0), licence="mine alone")
    home = models_folder / "mine"
    expected = ModelCard(
        name="mine",
        prototxt=home / "mine.prototxt",
        weights=home / "mine.caffemodel",
        mean_bgr=(1.5, 2.0, 3.0),
        licence="mine alone",
    )
    assert card == find_model("mine") == known_models()[-1] == expected
    for kept, given in zip((card.prototxt, fetch_weights(card)), small_model, strict=True):
        assert kept.read_bytes() == given.read_bytes()
    assert [path.name for path in models_folder.iterdir()] == ["mine"]


def test_without_a_mean_it_is_the_usual_one(small_model):
    assert add_model("mine", *small_model).mean_bgr == (104, 117, 123)


def test_a_taken_name_is_refused_and_only_an_own_model_is_replaced(small_model, models_folder):
    add_model("mine", *small_model, licence="old")
    with pytest.raises(UsageError, match=r"mine exists; choose another name, or replace .* with --overwrite \(-y\)"):
        add_model("mine", *small_model)
    assert add_model("mine", *small_model, licence="new", overwrite=True).licence == "new"
    with pytest.raises(UsageError, match="'motif' is a model that comes with dreamstream; choose another name"):
        add_model("motif", *small_model, overwrite=True)
    fetched = models_folder / "fetched.caffemodel"
    fetched.touch()
    with pytest.raises(UsageError, match=r"fetched\.caffemodel exists"):
        add_model(fetched.name, *small_model, overwrite=True)


@pytest.mark.parametrize("name", ["", ".hidden", "a/b", "../up", "a b", "-y"])
def test_a_name_is_a_plain_one(small_model, name):
    with pytest.raises(UsageError, match="can't be a model's name"):
        add_model(name, *small_model)


def test_weights_that_do_not_fit_are_not_taken(small_model, tmp_path):
    prototxt, _ = small_model
    other = caffe.LayerSpec("other", "InnerProduct", ("data",), ("other",), {"num_output": 1}, (np.ones((1, 3), "f"),))
    caffe.save(
        caffe.NetworkSpec("other", {"data": (1, 3)}, (other,)), tmp_path / "o.prototxt", tmp_path / "o.caffemodel"
    )
    with pytest.raises(WeightsError, match=r"o\.caffemodel holds no weights for layer"):
        add_model("mine", prototxt, tmp_path / "o.caffemodel")
    with pytest.raises(UnknownNameError):
        find_model("mine")


def test_a_folder_that_cannot_be_written_is_told(small_model, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("DREAMSTREAM_MODELS", str(tmp_path / "file"))
    with pytest.raises(FetchError, match="can't be written"):
        add_model("mine", *small_model)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("prototxt =", r"mine.model\.toml can't be read: Invalid value"),
        ('weights = "w"', r"mine.model\.toml' makes no sense: prototxt: Field required"),
        ('prototxt = "p"\nmeen_bgr = [1, 2, 3]', r"mine.model\.toml' makes no sense: meen_bgr: Extra inputs"),
    ],
)
def test_a_slip_in_a_table_is_told_and_hurts_no_other_model(small_model, models_folder, table, sentence):
    add_model("mine", *small_model)
    (models_folder / "mine" / "model.toml").write_text(table)
    with pytest.raises(UsageError, match=sentence):
        find_model("mine")
    assert find_model("motif").name == "motif"
