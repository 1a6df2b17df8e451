"""What hands did travels in the film, and is done again by whoever renders it like that."""

import shutil
import tomllib

import cv2
import numpy as np
import pytest

from dreamstream.comments import comments_of
from dreamstream.preview import Display, Preview
from dreamstream.recipe import Recipe
from dreamstream.steering.wishes import Point, Wish
from dreamstream.tables import Act

FRAMES = 20
SIZE = ("--fps=8", f"--frames={FRAMES}", "--device=cpu")


class NoDisplay(Display):
    """Shows nothing and sees no gesture."""

    def open(self, title, size):
        pass

    def show(self, picture):
        pass

    def poll(self):
        return ()

    def close(self):
        pass


@pytest.fixture
def steer(render_quickly, monkeypatch):
    """Render with these wishes, by the frame that they come true with, and these options."""

    def steer(wishes, *options):
        class Scripted(Preview):
            def tap(self, dream):
                tapped = super().tap(dream)

                def wished(frame):
                    for wish in wishes.get(frame.index, ()):
                        self.hands.wish(wish)
                    return tapped(frame)

                return wished

            def poll(self):
                super().poll()
                if self.hands.is_held:
                    self.hands.wish(Wish.HOLD)

        monkeypatch.setattr("dreamstream.preview.find_display", lambda *_, **__: NoDisplay())
        monkeypatch.setattr("dreamstream.preview.Preview", Scripted)
        outcome = render_quickly("--preview", *SIZE, *options)
        assert outcome.code == 0, outcome.stderr
        return outcome

    return steer


@pytest.fixture
def pixels(folder, read_film):
    return lambda name: np.array([picture for _, picture in read_film(folder / name)])


EVERYTHING = {
    1: [Point(0.2, 0.7), Wish.DEEPER],
    3: [Wish.HOLD],
    4: [Wish.NEXT_PRESET, Wish.STRONGER],
    8: [Wish.RIGHT, Wish.RIGHT],
    14: [Wish.RESTART],
    15: [Wish.SHALLOWER, Wish.PREVIOUS_PRESET],
    17: [Wish.DISTORT, Wish.PICTURE],
}


def test_a_film_is_rendered_again_frame_by_frame_by_what_it_carries(folder, steer, cli, seed_picture, pixels):
    steer(EVERYTHING, "-o", "out.mkv", "--codec=ffv1", "--preset=zoom", "--jitter=4")
    printed = Recipe.parse(tomllib.loads(cli("recipe", "out.mkv").stdout))
    assert [act.frame for act in printed.act] == [1, 4, 8, 14, 15, 17]
    assert printed.act == Recipe.load(folder / "out.acts.toml").act
    options = ("--size=64x48", *SIZE, "--codec=ffv1")
    assert cli(seed_picture, "--like", "out.mkv", "-o", "again.mkv", *options).code == 0
    np.testing.assert_array_equal(pixels("again.mkv"), pixels("out.mkv"))
    assert Recipe.parse(tomllib.loads(cli("recipe", "again.mkv").stdout)).act == printed.act
    assert cli(seed_picture, "--like", "out.mkv", "-o", "plain.mkv", *options, "--set", "act=[]").code == 0
    differs = (pixels("plain.mkv") != pixels("out.mkv")).any(axis=(1, 2, 3))
    assert differs.tolist() == [False] + [True] * (FRAMES - 1)


def test_at_another_size_the_centre_is_the_same_share_of_the_picture(folder, steer, cli, seed_picture, pixels):
    steer({1: [Point(0.1, 0.9)]}, "-o", "out.mkv", "--codec=ffv1", "--preset=zoom", "--zoom=0.1", "--iterations=0")
    again = (seed_picture, "--like", "out.mkv", "--size=160x120", *SIZE, "--codec=ffv1")
    assert cli(*again, "-o", "large.mkv").code == 0
    assert cli(*again, "-o", "middle.mkv", "--set", "act=[]").code == 0
    out, large, middle = (pixels(name)[5].astype(np.float32) for name in ("out.mkv", "large.mkv", "middle.mkv"))
    small = [cv2.resize(each, (64, 48), interpolation=cv2.INTER_AREA) for each in (large, middle)]
    away, away_in_the_middle = (float(np.abs(each - out).mean()) for each in small)
    assert away < 0.3 * away_in_the_middle


@pytest.mark.parametrize("name", ["out.mp4", "out.mov", "out.webm", "out.gif", "out.apng", "out.webp", "out.png"])
def test_every_kind_of_output_carries_them(folder, steer, cli, name):
    steer({1: [Wish.STRONGER], 2: [Wish.DISTORT]}, "-o", name, "--frames=4")
    acts = Recipe.parse(tomllib.loads(cli("recipe", name).stdout)).act
    assert acts == (Act(frame=1, amount=1.25), Act(frame=2, distorted=False))


def test_acts_over_acts_are_both_in_the_film(folder, steer, cli):
    steer({1: [Wish.STRONGER]}, "-o", "out.mkv", "--frames=4")
    steer({2: [Wish.STRONGER]}, "--like=out.mkv", "-o", "again.mkv", "--frames=4")
    acts = Recipe.parse(tomllib.loads(cli("recipe", "again.mkv").stdout)).act
    assert acts == (Act(frame=1, amount=1.25), Act(frame=2, amount=1.562))


def test_no_embed_leaves_them_beside_the_film(folder, steer):
    outcome = steer({1: [Wish.STRONGER]}, "-o", "out.mkv", "--frames=4", "--no-embed")
    assert comments_of(folder / "out.mkv") == []
    assert "what was done by hand is in out.acts.toml" in outcome.stderr


def strange(folder, *acts):
    """Leave a TOML file with these acts, as somebody else may have written it."""
    (folder / "strange.toml").write_text("dream.iterations = 1\n" + "".join(f"[[act]]\n{act}\n" for act in acts))


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        ("frame = 0\npreset = 'secret.toml'", "strange.toml has acts that read a preset from 'secret.toml'; acts of"),
        ("frame = 0\npreset = 'zoom + secret.toml '", "has acts that read a preset from 'zoom + secret.toml '"),
        ("frame = 0\nend = 'guide(secret.jpg)@parts'", "'guide(secret.jpg)@parts'"),
        ("frame = 0\nsnapshot = 'secret.png'", "unknown key 'act.0.snapshot'"),
    ],
)
def test_a_strangers_acts_name_no_files(folder, render_quickly, act, sentence):
    strange(folder, act)
    # What would be read, were it asked for.
    (folder / "secret.toml").write_text("description = 'a look'")
    before = sorted(folder.iterdir())
    outcome = render_quickly("--like=strange.toml", "-o", "out.mp4", "--frames=1")
    assert outcome.code == 2
    assert sentence in outcome.stderr
    assert sorted(folder.iterdir()) == before


def test_a_snapshot_is_no_act(folder, steer, cli, seed_picture, monkeypatch):
    monkeypatch.setattr(NoDisplay, "poll", lambda _: ("s",))
    steer({1: [Wish.STRONGER]}, "-o", "out.mkv", "--frames=4")
    assert list(folder.glob("out-0*.png"))
    (folder / "elsewhere").mkdir()
    shutil.copy(folder / "out.mkv", folder / "elsewhere")
    monkeypatch.chdir(folder / "elsewhere")
    assert cli(seed_picture, "--like=out.mkv", "--size=64x48", *SIZE, "-o", "again.mkv").code == 0
    assert sorted(path.name for path in (folder / "elsewhere").iterdir()) == ["again.mkv", "out.mkv"]
