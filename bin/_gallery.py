"""Renders the gallery, each picture by the very command that stands under it, and writes the pages that show it."""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import cv2

from dreamstream.distortions import REGISTRY
from dreamstream.preset import load_preset, preset_names

SEED = "tests/data/seed.jpg"
FOLDER = "presets/gallery"
COLUMNS = 3
QUALITY = 80
"""Of JPEGs on the pages; the commands' own are larger."""

FIRST = "--preset vstretch --size 400x224 --frames 48 --fps 12 --crf 70"
"""The film that README begins with."""
FILM = "--size 256x144 --frames 30 --fps 10 --crf 65"
"""README's other films are small enough that all of them load at once."""
STILL = "--size 224x126"

FILMS = ("zoom", "pond", "rotate", "shimmer", "whirlpool", "kaleidoscope")
LAYERS = ("edges", "textures", "patterns", "parts", "objects", "motif4:random(3)")

_TWO_TURNS = '{type = "rotate", degrees = 2}, {type = "rotate", degrees = -2}'
_MADE_OF_OTHERS = {
    "chain": '{type = "chain", distort = [{type = "zoom"}, {type = "roll"}]}',
    "alternate": '{type = "alternate", every = 6, distort = [{type = "zoom"}, {type = "ripple"}]}',
    "choose": '{type = "choose", hold_frames = 4, distort = [{type = "shear"}, {type = "tunnel"}]}',
    "when": '{type = "when", from_frame = 12, distort = [{type = "swirl"}]}',
    "mix": '{type = "mix", distort = [{type = "zoom"}, {type = "rotate", degrees = 4}]}',
    "regions": f'{{type = "regions", layout = "rings", feather = 0.1, distort = [{_TWO_TURNS}]}}',
}
_NEEDS = {"affine": "affine=matrix='[0.97,0.98]'", "colour-lock": f"colour-lock={SEED}"}
"""Distortions that do nothing, or nothing visible, when nothing more is said."""


class Picture(NamedTuple):
    """One picture of the gallery."""

    file: str
    """Its name in the gallery's folder."""
    arguments: str
    """What the command is given besides input and output."""

    @property
    def command(self) -> str:
        """Return what a person types in the clone; the file is then where it was typed."""
        return f"dreamstream {SEED} -o {self.file} {self.arguments}"


def first_screen() -> list[Picture]:
    """Return what README begins with."""
    return [Picture("vstretch.webp", FIRST)]


def films() -> list[Picture]:
    """Return what README shows moving besides."""
    return [Picture(f"{name}.webp", f"--preset {name} {FILM}") for name in FILMS]


def layers() -> list[Picture]:
    """Return what each depth of the network makes of a single picture."""
    return [
        Picture(f"layer-{name.partition(':')[0]}.jpg", f"--layer {shlex.quote(name)} --iterations 20 {STILL}")
        for name in LAYERS
    ]


def presets() -> list[Picture]:
    """Return a late frame of every preset's film; of one that runs backwards, as if it ran forward."""
    pictures = []
    for name in preset_names():
        forward = " --set sink.reverse=false" if load_preset(name).sink.reverse else ""
        pictures.append(Picture(f"preset-{name}.jpg", f"--preset {name}{forward} {STILL} --frames 36"))
    return pictures


def distortions() -> list[Picture]:
    """Return what every distortion makes of a dream in a second."""
    dream = f"--iterations 6 --colour-lock 0.6 {STILL} --frames 24"
    return [Picture(f"distort-{name}.jpg", f"{_distorted(name)} {dream}") for name in sorted(REGISTRY)]


def everything() -> list[Picture]:
    """Return every picture, in the order of the pages."""
    return [*first_screen(), *films(), *layers(), *presets(), *distortions()]


def _distorted(name: str) -> str:
    if name in _MADE_OF_OTHERS:
        return f"--set {shlex.quote(f'distort = [{_MADE_OF_OTHERS[name]}]')}"
    return f"--distort {shlex.quote(_NEEDS.get(name, name))}"


def render(picture: Picture, root: Path) -> None:
    """Run a picture's command as a stranger would, and put what it made into the gallery."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "tests").symlink_to(root / "tests")
        command = [sys.executable, "-P", "-m", *shlex.split(picture.command), "--quiet"]
        subprocess.run(command, cwd=folder, check=True, env={**os.environ, "PYTHONPATH": str(root)})
        (root / FOLDER / picture.file).write_bytes(_small(Path(folder) / picture.file))
    sys.stdout.write(f"{picture.command}\n")


def _small(path: Path) -> bytes:
    if path.suffix != ".jpg":
        return path.read_bytes()
    return cv2.imencode(".jpg", cv2.imread(str(path)), (cv2.IMWRITE_JPEG_QUALITY, QUALITY))[1].tobytes()


def table(pictures: Sequence[Picture], folder: str) -> Iterator[str]:
    """Yield the lines of a table with each command under its picture; ``folder`` is the pictures', ending in /."""
    yield "<table>"
    for first in range(0, len(pictures), COLUMNS):
        yield "<tr>"
        for each in pictures[first : first + COLUMNS]:
            image = f'<img src="{folder}{each.file}" width="270">'
            yield f'<td valign="top">{image}<br><sub><code>{each.command}</code></sub></td>'
        yield "</tr>"
    yield "</table>"


def page() -> str:
    """Return the gallery's own page."""
    parts = {
        "Layers": ("What each depth of the built-in network sees in a picture.", layers()),
        "Presets": ("The 36th frame of each; all of them move.", presets()),
        "Distortions": ("The 24th frame of a dream with nothing but this done between frames.", distortions()),
    }
    lines = [
        "# Gallery",
        "",
        "Each picture was made by the command under it, typed in a clone of the project, with the built-in network,",
        "and saved smaller; `bin/gallery` makes them all again. [All keys](../README.md) of presets and distortions.",
    ]
    for title, (sentence, pictures) in parts.items():
        lines += ["", f"## {title}", "", sentence, "", *table(pictures, "")]
    return "\n".join(lines) + "\n"


def with_films(readme: str) -> str:
    """Return README with the table of films between its two marks."""
    begin, end = "<!-- films -->\n", "<!-- end of films -->"
    made = begin + "\n".join([*table(films(), f"{FOLDER}/"), end])
    return re.sub(f"{begin}.*?{end}", lambda _: made, readme, flags=re.DOTALL)


def main() -> None:
    """Render every picture, or those named, and write both pages."""
    root, wanted = Path(sys.argv[1]), set(sys.argv[2:])
    pictures = everything()
    if unknown := wanted - {each.file for each in pictures}:
        sys.exit(f"bin/gallery: no picture is called {', '.join(sorted(unknown))}")
    for picture in pictures:
        if not wanted or picture.file in wanted:
            render(picture, root)
    (root / FOLDER / "README.md").write_text(page(), encoding="utf-8")
    readme = root / "README.md"
    readme.write_text(with_films(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
