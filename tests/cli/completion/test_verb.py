import pytest

from dreamstream.preset import preset_names


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_is_printed_and_says_where_it_comes_from(cli, scripts, shell):
    outcome = cli("completion", shell)
    assert (outcome.code, outcome.stderr, outcome.stdout) == (0, "", scripts[shell])
    assert f"# Completion for dreamstream, made by 'dreamstream completion {shell}'." in outcome.stdout


def test_presets_are_told_as_they_are_now(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("DREAMSTREAM_PRESETS", str(tmp_path))
    (tmp_path / "mine.toml").touch()
    told = cli("completion", "presets").stdout.split()
    assert told == list(preset_names())
    assert {"mine", "zoom"} <= set(told)


def test_another_shell_is_refused_in_a_sentence(cli):
    outcome = cli("completion", "tcsh")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("dreamstream: unknown shell 'tcsh'; did you mean ")
