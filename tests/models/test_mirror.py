"""What a mirror gives is taken only when it is what it should be."""

import hashlib
import io
import tarfile

import pytest

from dreamstream.models.mirror import MirrorError, bring


@pytest.fixture
def take(publish, models_folder):
    """Bring the weights of model 'tiny', described by these facts, from its first mirror; return their path."""

    def take(**facts):
        card = publish(**facts)
        path = models_folder / card.weights.file
        bring(card.weights.urls[0], card.weights, card.prototxt, path, lambda *_: None)
        return path

    return take


def tar_of(*files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def left(folder):
    return {path.name for path in folder.iterdir()} - {"tiny"}


def test_the_right_file_gets_its_name(take, small_model, models_folder):
    assert take().read_bytes() == small_model[1].read_bytes()
    assert left(models_folder) == {"tiny.caffemodel", "tiny.caffemodel.checked"}


@pytest.mark.parametrize("facts", [{"size_bytes": None}, {"hash": None}, {"size_bytes": None, "hash": None}])
def test_what_was_not_published_is_not_asked(take, facts):
    assert take(**facts).is_file()


@pytest.mark.parametrize(
    ("facts", "complaint"),
    [
        ({"hash": f"sha1:{'0' * 40}"}, "its sha1 is [0-9a-f]{40}, not 0{40}"),
        ({"size_bytes": 7}, "it has [0-9,]+ bytes, not 7"),
    ],
)
def test_the_wrong_file_is_deleted(take, models_folder, facts, complaint):
    with pytest.raises(MirrorError, match=complaint):
        take(**facts)
    assert left(models_folder) == set()


def test_weights_of_another_network_are_deleted_checksum_or_not(take, server, publish, models_folder):
    publish()
    prototxt = models_folder / "tiny" / "net.prototxt"
    text = prototxt.read_text()
    prototxt.write_text(text.replace('"conv1"', '"first"'))
    card = publish(hash=None)
    card.prototxt.write_text(text.replace('"conv1"', '"first"'))
    with pytest.raises(MirrorError, match=r"holds no weights for layer 'first' of .*net\.prototxt"):
        bring(card.weights.urls[0], card.weights, card.prototxt, models_folder / "w", lambda *_: None)
    assert left(models_folder) == set()


def test_a_wrong_beginning_from_an_earlier_run_is_no_reason_to_give_up(take, server, models_folder):
    models_folder.mkdir()
    (models_folder / "tiny.caffemodel.part").write_bytes(b"wrong")
    assert take().is_file()
    assert server.asked == [("tiny.caffemodel", "bytes=5-"), ("tiny.caffemodel", None)]


def test_a_part_that_was_whole_already_is_not_asked_for_again(take, server, small_model, models_folder):
    models_folder.mkdir()
    (models_folder / "tiny.caffemodel.part").write_bytes(small_model[1].read_bytes())
    assert take().is_file()
    assert server.asked == []


class TestATar:
    @pytest.fixture
    def take_from_tar(self, take, server, small_model):
        def take_from_tar(packed, known_hash=None):
            server.files["tiny.tar.gz"] = packed
            url = {"url": server.url("tiny.tar.gz"), "member": "odd_name.caffemodel"}
            return take(hash=None, size_bytes=None, urls=[{**url, **({"hash": known_hash} if known_hash else {})}])

        return take_from_tar

    def test_gives_its_member_from_whatever_folder(self, take_from_tar, small_model, models_folder):
        weights = small_model[1].read_bytes()
        packed = tar_of(("a/readme", b"hello"), ("a/odd_name.caffemodel", weights))
        assert take_from_tar(packed, f"sha1:{hashlib.sha1(packed).hexdigest()}").read_bytes() == weights
        assert left(models_folder) == {"tiny.caffemodel", "tiny.caffemodel.checked"}

    def test_has_a_checksum_of_its_own(self, take_from_tar, models_folder):
        with pytest.raises(MirrorError, match="its sha1 is"):
            take_from_tar(tar_of(), f"sha1:{'0' * 40}")
        assert left(models_folder) == set()

    @pytest.mark.parametrize(
        ("packed", "complaint"),
        [
            (tar_of(("readme", b"hello")), r"there is no odd_name\.caffemodel in it"),
            (b"no tar", "it is no whole tar"),
            (tar_of(("odd_name.caffemodel", bytes(range(256)) * 40))[:-40], "it is no whole tar"),
            (tar_of(("odd_name.caffemodel", b"no weights")), "is not a"),
        ],
        ids=["member missing", "no tar", "cut", "no weights in it"],
    )
    def test_that_is_not_right_is_deleted(self, take_from_tar, models_folder, packed, complaint):
        with pytest.raises(MirrorError, match=complaint):
            take_from_tar(packed)
        assert left(models_folder) == set()
