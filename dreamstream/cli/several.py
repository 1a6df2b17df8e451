"""Several inputs, a film of each; with a single one, the render itself."""

import logging
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console

from dreamstream.cli import render
from dreamstream.cli.console import Report, in_frames, notices, planned, say_error
from dreamstream.cli.naming import PLACE, outputs_of
from dreamstream.cli.options import Chosen
from dreamstream.cli.preview import is_wanted
from dreamstream.cli.signals import stopping_on_signals
from dreamstream.errors import SourceError, UsageError
from dreamstream.progress import FilmEnded, Finished, Kept, Outcome, Record, Started

if TYPE_CHECKING:
    from dreamstream.recipe import Recipe


class _Film(NamedTuple):
    """As ``render_several`` takes one."""

    input: str
    outputs: list[str]


def run(chosen: Chosen) -> int:
    """Render what was asked for, and return the exit code: 0, 1 where a film failed, or 128 + n after signal n."""
    outputs = outputs_of(chosen.inputs, chosen.output or ())
    if len(chosen.inputs) == 1:
        return render.run(chosen._replace(output=outputs[0] or None))
    _check(chosen)
    films = list(map(_Film, chosen.inputs, outputs))
    console = Console(stderr=True)
    with notices(console, logging.ERROR if chosen.quiet and not chosen.plan else logging.WARNING):
        parts = _by_look(chosen, render.recipe_of(chosen), films)
        if chosen.plan:
            return _plan(chosen, console, parts)
        codes = []
        for recipe, part in parts:
            codes.append(_render(chosen, console, recipe, part))
            if codes[-1] > 1:
                break
    return max(codes)


def _check(chosen: Chosen) -> None:
    if "-" in chosen.inputs:
        raise UsageError("the standard input (-) makes a film by itself; give it alone")
    if is_wanted(chosen) or chosen.osc or chosen.midi:
        raise UsageError("a preview shows one film, and hands steer one; give one input, or leave them out")
    if not (chosen.output or chosen.plan):
        # FFmpeg and ImageMagick have the output last, without an option.
        last = chosen.inputs[-1]
        meant = "" if Path(last).exists() or "://" in last else f"-o {last} if that is it, or "
        raise UsageError(f"no output given; write {meant}-o '{PLACE}.mp4', where {PLACE} is each input's name")


def _by_look(chosen: Chosen, recipe: "Recipe", films: Sequence[_Film]) -> "list[tuple[Recipe, list[_Film]]]":
    """Return the films by their recipes: where no look is asked for, stills have one of their own."""
    from dreamstream.opening import source_options  # noqa: PLC0415 - --help needs neither this nor what comes below
    from dreamstream.sources import is_still  # noqa: PLC0415

    if not render.is_bare(chosen, recipe):
        return [(recipe, list(films))]

    def is_a_still(film: _Film) -> bool:
        try:
            return is_still(film.input, source_options(recipe.source))
        except SourceError:
            # That is told when its turn comes.
            return True

    stills = [film for film in films if is_a_still(film)]
    others = [film for film in films if film not in stills]
    parts = (render.over_preset(render.STILL_PRESET, recipe), stills), (recipe, others)
    return [(each, part) for each, part in parts if part]


def _plan(chosen: Chosen, console: Console, parts: "Sequence[tuple[Recipe, list[_Film]]]") -> int:
    from dreamstream.several import plan_several  # noqa: PLC0415
    from dreamstream.sinks import LiveSink  # noqa: PLC0415

    with Report(console, "", quiet=False) as report:
        plans = []
        for recipe, part in parts:
            films = [(each.input, each.outputs or LiveSink()) for each in part]
            plans += plan_several(recipe, films, report, resume=chosen.resume)
        for made in plans:
            report.say(planned(made))
        if not plans:
            report.say("plan: all films are there already")
    return 0


def _render(chosen: Chosen, console: Console, recipe: "Recipe", films: list[_Film]) -> int:
    with (
        _Report(console, chosen, films) as report,
        stopping_on_signals(report.stopping) as stop,
    ):
        from dreamstream.several import render_several  # noqa: PLC0415

        how = {"overwrite": chosen.overwrite, "resume": chosen.resume}
        outcomes = render_several(recipe, films, report, **how, stop=stop.event)
    return stop.exit_code or int(any(isinstance(outcome, BaseException) for outcome in outcomes))


class _Report(Report):
    """Shows the progress of several films as one, and what becomes of each."""

    def __init__(self, console: Console, chosen: Chosen, films: Sequence[_Film]) -> None:
        super().__init__(console, _shown(chosen.output or ()), quiet=chosen.quiet)
        self._films = films
        self._is_debugging = chosen.debug
        self._written = self._kept = 0

    def __call__(self, record: Record) -> None:
        """Show one record."""
        match record:
            case FilmEnded():
                self._end(self._films[record.number], record.outcome)
            case Started():
                self._say_kept()
                super().__call__(record)
            case Finished():
                self.stop()
                self._finish_all(record)
            case _:
                super().__call__(record)

    def _end(self, film: _Film, outcome: Outcome) -> None:
        match outcome:
            case BaseException():
                if self._is_debugging:
                    traceback.print_exception(outcome)
                # Most errors name the input themselves.
                whose = "" if film.input in str(outcome) else f"{film.input}: "
                say_error(self._console, outcome, whose)
            case Kept():
                self._kept += 1
            case Finished(frames=0):
                pass
            case Finished(frames, rest=Path() as rest):
                self.say(f"stopped; {rest} holds the {in_frames(frames)} so far")
            case Finished(frames):
                self._written += 1
                self.say(f"wrote {_shown(film.outputs)}: {in_frames(frames)}")

    def _say_kept(self) -> None:
        if self._kept:
            rest = "is there already and left as it is" if self._kept == 1 else "are there already and left as they are"
            self.say(f"{self._kept} of {len(self._films)} films {rest}")

    def _finish_all(self, record: Finished) -> None:
        if self._kept == len(self._films):
            self._say_kept()
            return
        films = len(self._films) - self._kept
        held = f"{self._written} of {films} films, {in_frames(record.frames)}"
        made = record.frames - self._resumed_at
        pace = f", {record.elapsed_seconds / made:.2f} s each" if made > 0 else ""
        way_on = "; --resume goes on with the others" if record.stopped and self._written < films else ""
        self.say(f"{'stopped; ' if record.stopped else ''}wrote {held}{pace}{way_on}")


def _shown(outputs: Sequence[str]) -> str:
    from dreamstream.sinks import shown  # noqa: PLC0415

    return ", ".join(map(shown, outputs))
