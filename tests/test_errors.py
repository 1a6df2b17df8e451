"""The error tree is what its module's docstring draws, and errors speak in sentences."""

import inspect
import re

import pytest

from dreamstream import errors

DRAWN = re.findall(r"^( *[│├└─ ]*)(\w+)(?: \((\w+)\))?(?= |$)", errors.__doc__.partition("::")[2], re.MULTILINE)
CLASSES = {
    name: value for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)
}


def test_the_tree_is_the_one_that_is_drawn():
    parents, found = {}, {}
    for indent, name, builtin in DRAWN:
        depth = len(indent)
        above = [each for at, each in sorted(parents.items()) if at < depth]
        parents = {at: each for at, each in parents.items() if at < depth} | {depth: name}
        found[name] = ([above[-1]] if above else ["Exception"]) + ([builtin] if builtin else [])
    assert found == {name: [base.__name__ for base in value.__bases__] for name, value in CLASSES.items()}


@pytest.mark.parametrize("error", [errors.SourceError, errors.SinkError, errors.OutputExistsError, errors.FetchError])
def test_an_oserror_prints_the_sentence_alone(error):
    assert str(error("can't read 'a.mp4'")) == "can't read 'a.mp4'"


@pytest.mark.parametrize(
    ("name", "known", "sentence"),
    [
        ("zom", ("zoom", "blur"), "unknown effect 'zom'; did you mean 'zoom'?"),
        ("axx", ("ax", "axy", "far"), "unknown effect 'axx'; did you mean 'ax' or 'axy'?"),
        ("strange", ("zoom", "blur"), "unknown effect 'strange'; known: blur, zoom"),
        ("strange", (), "unknown effect 'strange'"),
        ("strange", [f"effect{n}" for n in range(13)], "unknown effect 'strange'"),
    ],
)
def test_an_unknown_name_is_answered_with_what_comes_near_or_a_short_list(name, known, sentence):
    assert str(errors.UnknownNameError("effect", name, known)) == sentence
    assert str(errors.UnknownNameError("effect", name, iter(known), hint=" (here)")) == f"{sentence} (here)"


def test_errors_carry_what_a_program_needs():
    unknown = errors.UnknownNameError("effect", "zom", iter(["zoom"]))
    assert (unknown.kind, unknown.name, unknown.known) == ("effect", "zom", ("zoom",))
    unclear = errors.PrototxtError("wrong", line=3, column=9)
    assert (unclear.line, unclear.column) == (3, 9)
