import pytest

from dreamstream.cli.options import OWN_ARGUMENTS, Chosen
from dreamstream.cli.settings import PANELS, SETTINGS


@pytest.fixture
def choose(cli, replace_run):
    """Return what the command is given by these arguments."""
    chosen = []
    replace_run(lambda given: chosen.append(given) or 0)

    def choose(*arguments):
        outcome = cli(*arguments)
        assert (outcome.code, outcome.stdout, outcome.stderr) == (0, "", "")
        return chosen.pop()

    return choose


def test_what_is_not_given_is_not_set(choose):
    assert choose("in.jpg") == Chosen(["in.jpg"], None, None, None, [], None, [], *[False] * 5, {})


def test_the_commands_own_arguments(choose):
    written = ("in.jpg", "-o", "out.mp4", "-p", "zoom", "--zoom", "-0.05", "-y", "--resume", "--plan", "-q", "--debug")
    chosen = choose(*written)
    assert chosen == Chosen(["in.jpg"], ["out.mp4"], "zoom", None, [], "-0.05", [], *[True] * 5, {})


def test_distortions_and_assignments_are_kept_in_order(choose):
    chosen = choose("in.jpg", "--set", "b=1", "--distort", "zoom,rotate", "--set=a=2", "--distort=blur")
    assert (chosen.distort, chosen.set) == (["zoom,rotate", "blur"], ["b=1", "a=2"])


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_every_spelling_sets_the_options_key_as_text(choose, setting):
    spellings = (*setting.spellings, *(f"--{alias}" for alias in setting.aliases))
    for spelling in (*spellings, *(f"--{each[2:].replace('-', '_')}" for each in spellings if each[:2] == "--")):
        value = [] if setting.metavar is None else ["0.5"]
        expected = True if setting.metavar is None else "0.5"
        for name in reversed(setting.key.split(".")):
            expected = {name: expected}
        assert choose("in.jpg", spelling, *value).tables == expected


def test_a_switch_that_is_on_can_be_switched_off(choose):
    assert choose("in.jpg", "--no-embed").tables == {"sink": {"embed": False}}


def test_options_of_one_table_come_together(choose):
    tables = choose("in.jpg", "--octaves", "2", "--colour-lock", "0", "--seed", "0").tables
    assert tables == {"dream": {"octaves": "2", "seed": "0", "lock": {"strength": "0"}}}


def test_help_names_every_option_in_its_panel(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    text = cli("--help").stdout
    for setting in SETTINGS:
        assert setting.spellings[0] in text
        assert f"(default: {setting.default})" in text or not setting.default
    for name in OWN_ARGUMENTS:
        assert f"--{name.replace('_', '-')} " in text or name == "inputs"
    places = [text.index(f"─ {panel} ─") for panel in PANELS]
    assert places == sorted(places)
    assert cli("-h").stdout == text


def test_the_version_needs_no_input(cli):
    outcome = cli("--version")
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("dreamstream 0.")
