"""The house as it is drawn: who may know whom, and what may be relied on from outside."""

import ast
import importlib
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

import dreamstream

PACKAGE = Path(dreamstream.__file__).parent
GENERATED = {"caffe.caffe_pb2"}

LEAVES = {
    *("allocation", "channel", "closeable", "companions", "errors", "feedback", "fingerprint", "frame"),
    *("gamut", "host_memory", "lab", "plugin", "progress", "registry", "schedule", "spinning", "user_folders"),
}
EVERYTHING = {""}
ARROWS = {
    **{leaf: set() for leaf in LEAVES},
    "caffe": set(),
    "network": {"caffe.spec", "caffe.pycaffe"},
    "dreaming": {"network", "caffe.spec"},
    "models": {"caffe"},
    "distortions": set(),
    "sources": set(),
    "comments": set(),
    "inline": set(),
    "sinks": {"comments", "inline"},
    "benchmark": {"caffe.spec", "dreaming", "network"},
    "pipeline": {"sources.base", "sinks.base"},
    "values": {"sources.base"},
    "varying": set(),
    "overlay": set(),
    "sizes": {"sources.base"},
    "tables": {"distortions", "sizes", "sources.base", "values", "varying"},
    "recipe": {"overlay", "tables"},
    "preset": {"recipe"},
    "embedded": {"__init__", "comments", "recipe", "sources.base", "tables"},
    "look": set(),
    "foresight": {"completion", "distortions", "recipe"},
    "schema": {"distortions", "recipe", "varying"},
    "controls": {"preview.base", "preview.keys", "recipe", "steering.wishes"},
    "preview": {"recipe", "tables", "steering.hands", "steering.wishes"},
    "watching": {"pipeline", "preview"},
    "completion": {"models", "recipe", "tables"},
    "trial": {"dreaming", "network", "sinks"},
    "batching": {"completion", "dreaming", "network", "recipe"},
    "opening": {"completion", "recipe", "sinks", "sources", "tables"},
    "reversing": {"completion", "embedded", "opening", "pipeline", "recipe", "sinks", "sources"},
    "motion": {
        "completion",
        "distortions",
        "embedded",
        "foresight",
        "opening",
        "pipeline",
        "preview",
        "recipe",
        "sinks",
        "watching",
    },
    "resume": {
        "__init__",
        "dreaming",
        "opening",
        "recipe",
        "sinks",
        "sources.base",
        "steering.hands",
        "steering.past",
    },
    "training": {"caffe", "completion", "distortions", "dreaming", "network", "preset", "recipe", "resolve", "sources"},
    **dict.fromkeys(
        ("resolve", "planning", "rendering", "api", "atlas", "several", "steering", "cli", "__init__", "__main__"),
        EVERYTHING,
    ),
}
"""Room to what it may know besides itself and the leaves."""
WITH_TORCH = {
    "batching",
    "network",
    "dreaming",
    "resolve",
    "resume",
    "planning",
    "rendering",
    "api",
    "atlas",
    "benchmark",
    "several",
    "steering",
    "training",
    "trial",
}


def module_name(path):
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


TREES = {
    name: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
    if (name := module_name(path)) not in GENERATED
}
each_module = pytest.mark.parametrize("name", TREES)


def room_of(name):
    return name.partition(".")[0]


def is_part_of(name, whole):
    return not whole or name == whole or name.startswith(f"{whole}.")


def imports(name):
    """Return the modules of ours that a module imports, wherever in its text."""
    found = set()
    for node in ast.walk(TREES[name]):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} has a relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {each for each in inner if each.removeprefix("dreamstream.") in TREES} or {node.module}
    ours = {each for each in found if is_part_of(each, "dreamstream")}
    return {each.removeprefix("dreamstream").removeprefix(".") or "__init__" for each in ours}


def public_parts(tree, prefix=""):
    """Yield every public class, function and method with its dotted name."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield f"{prefix}{node.name}", node
            if isinstance(node, ast.ClassDef):
                yield from public_parts(node, f"{prefix}{node.name}.")


@each_module
def test_a_room_knows_only_what_its_arrows_point_to(name):
    room = room_of(name)
    allowed = ARROWS[room] | LEAVES | {room}
    assert [each for each in imports(name) if not any(is_part_of(each, whole) for whole in allowed)] == []


@each_module
def test_everything_public_has_a_docstring(name):
    undocumented = [part for part, node in public_parts(TREES[name]) if not ast.get_docstring(node)]
    assert undocumented == []
    assert ast.get_docstring(TREES[name])


@each_module
def test_only_the_command_line_prints(name):
    calls = [node.func for node in ast.walk(TREES[name]) if isinstance(node, ast.Call)]
    prints = [call for call in calls if isinstance(call, ast.Name) and call.id == "print"]
    assert room_of(name) == "cli" or not prints


def test_what_needs_no_network_brings_no_torch():
    rooms = ", ".join(f"dreamstream.{room}" for room in sorted(ARROWS.keys() - WITH_TORCH))
    command = f"import sys, {rooms}; sys.exit('torch' in sys.modules)"
    subprocess.run([sys.executable, "-c", command], check=True, timeout=120)


def test_parts_of_scipy_come_when_something_first_needs_them():
    command = (
        "import sys, dreamstream.completion, dreamstream.sinks, dreamstream.sources; "
        "sys.exit(bool({'scipy.ndimage', 'scipy.special'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", command], check=True, timeout=120)


def test_only_a_download_brings_what_downloads():
    command = (
        "import sys, dreamstream.models, dreamstream.cli; sys.exit(bool({'requests', 'filelock'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", command], check=True, timeout=120)


def test_every_public_name_is_at_home_where_it_is_said_to_be():
    assert dreamstream.__all__ == sorted(dreamstream._HOMES)
    for name, home in dreamstream._HOMES.items():
        assert getattr(dreamstream, name) is getattr(importlib.import_module(f"dreamstream.{home}"), name)
    assert set(dreamstream.__all__) <= set(dir(dreamstream))


def test_type_checkers_see_the_same_public_names():
    (for_checkers,) = (node for node in TREES["__init__"].body if isinstance(node, ast.If))
    seen = {
        alias.name: node.module.removeprefix("dreamstream.")
        for node in ast.walk(for_checkers)
        if isinstance(node, ast.ImportFrom) and is_part_of(node.module, "dreamstream")
        for alias in node.names
    }
    assert seen == dreamstream._HOMES
    assert (files("dreamstream") / "py.typed").is_file()


def test_rooms_are_there_without_an_import_of_their_own():
    for room in dreamstream._ROOMS:
        assert getattr(dreamstream, room) is importlib.import_module(f"dreamstream.{room}")
    with pytest.raises(AttributeError, match="module 'dreamstream' has no attribute 'nothing'"):
        _ = dreamstream.nothing
