from dreamstream.models import known_models
from dreamstream.preset import load_preset, preset_names


def rows(outcome):
    assert (outcome.code, outcome.stderr) == (0, "")
    return [line.strip() for line in outcome.stdout.splitlines()]


def test_every_preset_has_a_line_with_its_description(cli):
    heading, *lines = rows(cli("presets"))
    assert heading.startswith("preset")
    for line, name in zip(lines, preset_names(), strict=True):
        assert line.startswith(f"{name} ")
        assert line.endswith(load_preset(name).description)


def test_every_model_has_a_line_that_says_where_its_weights_are(cli):
    heading, *lines = rows(cli("models"))
    assert heading.startswith("model")
    for line, card in zip(lines, known_models(), strict=True):
        assert line.startswith(f"{card.name} ")
        assert ("built in" if card.weights else "--weights FILE") in line
        assert card.licence in line
        assert line.endswith(card.description)
