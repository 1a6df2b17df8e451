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
