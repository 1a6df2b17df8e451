"""``dreamstream models`` and the two words that may follow it; a model's first use."""

import pytest

from dreamstream.models import find_model, known_models


@pytest.fixture(autouse=True)
def _own_folder(models_folder):
    pass


def rows(outcome):
    assert (outcome.code, outcome.stderr) == (0, "")
    return [line.strip() for line in outcome.stdout.splitlines()]


def row(cli, name):
    (line,) = (line for line in rows(cli("models")) if line.startswith(f"{name} "))
    return line


def test_every_model_has_a_line(cli):
    heading, *lines = rows(cli("models"))
    assert heading.split("  ")[0] == "model"
    for line, card in zip(lines, known_models(), strict=True):
        assert line.startswith(f"{card.name} ")
        assert card.licence in line
        assert line.endswith(card.description)


def test_a_line_says_how_large_the_weights_are_and_whether_they_are_here(cli, publish, server):
    assert "3.9 MB   here " in row(cli, "motif")
    assert "553 MB   fetched when used" in row(cli, "vgg16")
    assert "?        fetched when used" in row(cli, "googlenet_places365")
    publish()
    assert "fetched when used" in row(cli, "tiny")
    assert cli("models", "fetch", "tiny").code == 0
    assert "0.0 MB   here" in row(cli, "tiny")
    assert len(server.asked) == 1


def test_a_model_fetched_beforehand_is_told_of_and_its_path_is_the_answer(cli, publish, models_folder):
    publish()
    path = models_folder / "tiny.caffemodel"
    outcome = cli("models", "fetch", "tiny", "motif")
    assert (outcome.code, outcome.stdout) == (0, f"{path}\n{find_model('motif').weights}\n")
    told, done = outcome.stderr.splitlines()
    assert told.startswith("fetching tiny.caffemodel for model tiny, 0.0 MB; from the tests; licence: CC0-1.0")
    assert done == f"fetched {path}"
    again = cli("models", "fetch", "tiny")
    assert (again.stdout, again.stderr) == (f"{path}\n", "")


def test_a_slip_in_any_name_is_told_before_anything_is_fetched(cli, publish, server):
    publish()
    outcome = cli("models", "fetch", "tiny", "vgg61")
    assert (outcome.code, outcome.stderr) == (2, "dreamstream: unknown model 'vgg61'; did you mean 'vgg16'?\n")
    assert server.asked == []


def test_a_model_that_cannot_be_fetched_is_a_failure_in_one_sentence(cli):
    outcome = cli("models", "fetch", "bvlc_googlenet")
    assert outcome.code == 1
    assert "bvlc_googlenet.caffemodel could not be downloaded from http" in outcome.stderr
    assert outcome.stderr.count("dreamstream: ") == 1


def test_a_film_fetches_its_model_once_and_tells_the_licence_once(render_quickly, publish, server, folder, read_film):
    publish()
    first = render_quickly("-m", "tiny", "-l", "mix/output", "-n", "2", "-o", "first.mp4")
    assert first.code == 0
    assert first.stderr.count("licence: CC0-1.0") == 1
    assert first.stderr.index("licence") < first.stderr.index("wrote first.mp4")
    second = render_quickly("-m", "tiny", "-l", "mix/output", "-n", "2", "-o", "second.mp4")
    assert (second.code, "licence" in second.stderr) == (0, False)
    assert len(server.asked) == 1
    assert len(read_film(folder / "first.mp4")) == 2


def test_a_quiet_film_fetches_in_silence(render_quickly, publish):
    publish()
    outcome = render_quickly("-m", "tiny", "-l", "mix/output", "-n", "1", "-o", "out.mp4", "--quiet")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "", "")


def test_a_model_of_ones_own_is_added_listed_and_used(cli, render_quickly, small_model, models_folder):
    outcome = cli("models", "add", "mine", *small_model, "--mean", "1,2,3", "--licence", "mine alone")
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, f"{models_folder / 'mine'}\n", "")
    assert find_model("mine").mean_bgr == (1, 2, 3)
    assert row(cli, "mine").split("  ")[-1].strip() == "mine alone"
    assert render_quickly("-m", "mine", "-l", "mix/output", "-n", "1", "-o", "out.mp4").code == 0


def test_an_own_model_is_replaced_only_when_asked(cli, small_model):
    assert cli("models", "add", "mine", *small_model).code == 0
    outcome = cli("models", "add", "mine", *small_model)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert "choose another name, or replace a model of your own with --overwrite (-y)" in outcome.stderr
    assert cli("models", "add", "mine", *small_model, "-y").code == 0


def test_the_help_names_the_words_that_may_follow(cli):
    outcome = cli("models", "--help")
    assert outcome.code == 0
    for word in ("fetch", "add"):
        assert f" {word} " in outcome.stdout
        assert f"Usage: dreamstream models {word}" in cli("models", word, "--help").stdout
