"""Ends with 0 where the running Python has every requirement of a pyproject.toml, else with 1.

Usage: _has_all.py PYPROJECT (run | dev). Looks at the metadata of what is installed; imports none of it.
"""

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

SAME_MODULE = {
    "opencv-python": ("opencv-python-headless", "opencv-contrib-python", "opencv-contrib-python-headless"),
}


def installed_version(name: str) -> str | None:
    """The version of `name`, or of a distribution that brings the same module; None without one."""
    for candidate in (name, *SAME_MODULE.get(name, ())):
        try:
            return metadata.version(candidate)
        except metadata.PackageNotFoundError:
            continue
    return None


def numbers(version: str) -> tuple[int, ...]:
    """The numbers of a release without zeros at its end: (2, 13) of "2.13.0+cpu"."""
    release = re.sub(r"(\.0)+$", "", version.partition("+")[0])
    return tuple(int(number) for number in re.findall(r"\d+", release))


def is_met(requirement: str) -> bool:
    """Whether `name`, `name>=1.2` or `name==1.2` is met; any other form counts as unmet."""
    form = re.fullmatch(r"([\w.-]+)(?:(>=|==)([\d.]+))?", requirement)
    if form is None:
        return False
    name, relation, wanted = form.groups()
    found = installed_version(name)
    if found is None or relation is None:
        return found is not None
    if relation == "==":
        return numbers(found) == numbers(wanted)
    return numbers(found) >= numbers(wanted)


def has_all(pyproject: Path, needs: str) -> bool:
    """Whether the requirements of the project, and of its extra `needs` unless "run", are met."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    extra = [] if needs == "run" else project["optional-dependencies"][needs]
    return all(is_met(requirement) for requirement in project["dependencies"] + extra)


if __name__ == "__main__":
    sys.exit(not has_all(Path(sys.argv[1]), sys.argv[2]))
