"""What is taken of another's recipe, and which files it names."""

import pytest

from dreamstream.look import FILE_KEYS, files_named, look_of, presets_by_path
from dreamstream.schema import recipe_schema


def test_a_look_is_what_is_dreamed_and_how_not_what_of_nor_where():
    tables = {
        "description": "x",
        "model": {
            "name": "motif",
            "device": "cuda:7",
            "threads": 2,
            "engine": "caffe",
            "precision": "float32",
            "weights": "w",
        },
        "dream": {"octaves": 2, "lock": {"strength": 1}, "budget_seconds": 0.08},
        "distort": [{"type": "zoom"}],
        "evolve": {"on": True},
        "act": [{"frame": 3, "centre": [0.2, 0.3]}],
        "source": {"frames": 3},
        "sink": {"codec": "ffv1"},
        "origin": {"dreamstream": "1", "source": "seed.jpg", "model": "motif", "weights_sha256": "0"},
        "per_model": {"motif": {"dream": {"octaves": 3}, "sink": {"crf": 1}}},
    }
    assert look_of(tables) == {
        "model": {"name": "motif", "precision": "float32", "weights": "w"},
        "dream": {"octaves": 2, "lock": {"strength": 1}},
        "distort": tables["distort"],
        "evolve": tables["evolve"],
        "act": tables["act"],
        "origin": {"model": "motif", "weights_sha256": "0"},
        "per_model": {"motif": {"dream": {"octaves": 3}}},
    }


@pytest.mark.parametrize(
    ("tables", "files"),
    [
        ({"model": {"name": "motif"}, "dream": {"end": "parts"}, "distort": [{"type": "zoom"}]}, []),
        ({"model": {"name": "nets/net.prototxt", "weights": "a.caffemodel"}}, ["nets/net.prototxt", "a.caffemodel"]),
        ({"model": {"name": "deploy.prototxt"}}, ["deploy.prototxt"]),
        ({"dream": {"guide": "a.jpg", "mask": "b.png"}, "per_model": {"x": {"dream": {"guide": "c.jpg"}}}},
         ["a.jpg", "b.png", "c.jpg"]),
        ({"dream": {"objective": "objects + 0.5*guide( a b.jpg )@parts"}}, ["a b.jpg"]),
        ({"dream": {"objective": ["guide(a.jpg)@parts - guide(b(1).jpg)@edges"]}, "evolve": {"ends": ["guide(c)@x"]}},
         ["a.jpg", "b(1).jpg", "c"]),
        ({"distort": [{"type": "mix", "distort": [{"type": "colour-lock", "reference": "a.png"}]}]}, ["a.png"]),
        ({"evolve": {"distort": [[{"type": "regions", "mask": "a.png"}]]}}, ["a.png"]),
    ],
)  # fmt: skip
def test_files_are_found_wherever_they_are_named(tables, files):
    assert list(files_named(tables)) == files


@pytest.mark.parametrize("preset", ["a.toml", "/etc/a.toml", "zoom+a.toml", "a.toml + zoom", " a.toml "])
def test_acts_that_read_a_preset_from_a_file_are_found(preset):
    act = [{"frame": 3}, {"frame": 4, "preset": preset}]
    assert presets_by_path({"act": act}) == [preset]
    assert presets_by_path({"per_model": {"motif": {"act": act}}}) == [preset]


def test_presets_by_name_are_no_files():
    strange = {"act": [3, {"preset": 3}, {"preset": "zoom+hue-drift"}], "per_model": {"x": 3, "y": {"act": 3}}}
    assert presets_by_path(strange) == presets_by_path({"per_model": 3}) == []


def test_every_key_that_is_a_path_is_known():
    paths = {
        key
        for part in recipe_schema()["$defs"].values()
        for key, said in part.get("properties", {}).items()
        if said.get("format") == "path" or any(each.get("format") == "path" for each in said.get("anyOf", ()))
    }
    assert paths == FILE_KEYS
