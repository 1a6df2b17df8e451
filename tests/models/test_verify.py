"""Published size, published checksum, weights for every layer; each file once."""

import hashlib
import os

import pytest

from dreamstream.errors import ModelError, WeightsError
from dreamstream.models import find_model
from dreamstream.models.verify import check_fit, check_published, is_known_good, remember_good

CONTENT = b"weights"


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "file"
    made.write_bytes(CONTENT)
    return made


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_a_checksum_of_any_published_kind_is_compared(path, algorithm):
    check_published(path, len(CONTENT), f"{algorithm}:{hashlib.new(algorithm, CONTENT).hexdigest()}")
    with pytest.raises(WeightsError, match=f"its {algorithm} is"):
        check_published(path, None, f"{algorithm}:{hashlib.new(algorithm, b'other').hexdigest()}")


def test_a_size_is_compared_before_anything_is_read(path):
    with pytest.raises(WeightsError, match="it has 7 bytes, not 1,000"):
        check_published(path, 1000, f"sha1:{'0' * 40}")


def test_every_layer_has_to_get_its_weights(small_model, tmp_path):
    prototxt, caffemodel = small_model
    check_fit(prototxt, caffemodel)
    with pytest.raises(ModelError, match=r"holds no weights for layer 'conv1/7x7_s2' of .*bvlc_googlenet\.prototxt"):
        check_fit(find_model("bvlc_googlenet").prototxt, caffemodel)


def test_a_scale_is_given_its_factors_by_the_file_or_by_a_second_blob(small_model, tmp_path):
    prototxt, caffemodel = small_model
    text = prototxt.read_text()
    scaled = tmp_path / "scaled.prototxt"
    scaled.write_text(text + 'layer { name: "s" type: "Scale" bottom: "data" bottom: "data" top: "s" }')
    check_fit(scaled, caffemodel)
    scaled.write_text(text + 'layer { name: "s" type: "Scale" bottom: "data" top: "s" }')
    with pytest.raises(WeightsError, match="holds no weights for layer 's'"):
        check_fit(scaled, caffemodel)


def test_a_checked_file_is_known_until_it_or_its_checksum_changes(path):
    assert not is_known_good(path, "sha1:1")
    remember_good(path, "sha1:1")
    assert is_known_good(path, "sha1:1")
    assert not is_known_good(path, "sha1:2")
    os.utime(path, ns=(0, 0))
    assert not is_known_good(path, "sha1:1")


def test_a_damaged_memory_is_none(path):
    path.with_name("file.checked").write_text("{")
    assert not is_known_good(path, None)
